namespace AiGateway.Tests.Providers.Mock;

/// <summary>When bytes go out, and when they stop.</summary>
public sealed class MockPaceTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task Slow_streams_a_word_each_200_ms()
    {
        var time = new StepTime();
        using var mock = new MockClient(time);
        using var response = await mock.ChatAsync("slow", "one two three", ""","stream":true""");
        (await MockClient.ReadEventsAsync(response, atMost: 1)).Events[0].ShouldContain("\"role\"");

        foreach (var word in new[] { "one", " two", " three" })
        {
            var next = MockClient.ReadEventsAsync(response, atMost: 1);
            await time.WaitForTimerAsync();
            time.Advance(Pause - TimeSpan.FromMilliseconds(1));
            await Task.Delay(20);
            next.IsCompleted.ShouldBeFalse();
            time.Advance(TimeSpan.FromMilliseconds(1));
            MockClient.Text((await next).Events).ShouldBe(word);
        }

        (await MockClient.ReadEventsAsync(response)).Events[^1].ShouldBe("[DONE]");
    }

    [Fact]
    public async Task Slow_json_takes_as_long_as_its_stream()
    {
        var time = new StepTime();
        using var mock = new MockClient(time);
        var call = mock.ChatAsync("slow", "one two three");
        await time.WaitForTimerAsync();
        time.Advance((3 * Pause) - TimeSpan.FromMilliseconds(1));
        await Task.Delay(20);
        call.IsCompleted.ShouldBeFalse();

        time.Advance(TimeSpan.FromMilliseconds(1));

        using var response = await call;
        response.IsSuccessStatusCode.ShouldBeTrue();
    }

    [Fact]
    public async Task Each_word_is_read_by_itself()
    {
        using var mock = new MockClient();
        using var response = await mock.ChatAsync("echo", "one two three", ""","stream":true""");
        var stream = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[64 * 1024];
        var reads = 0;
        while (await stream.ReadAsync(buffer) is > 0 and var read)
        {
            reads++;
            System.Text.Encoding.UTF8.GetString(buffer, 0, read).Split("\n\n").Length.ShouldBe(2);
        }

        reads.ShouldBe(6);
    }

    [Fact]
    public async Task Read_of_no_bytes_waits_and_takes_nothing()
    {
        using var mock = new MockClient();
        using var response = await mock.ChatAsync("echo", "one", ""","stream":true""");
        var stream = await response.Content.ReadAsStreamAsync();
        var read = new MemoryStream();
        var buffer = new byte[16];
        int count;
        do
        {
            (await stream.ReadAsync(Memory<byte>.Empty)).ShouldBe(0);
            count = await stream.ReadAsync(buffer);
            read.Write(buffer, 0, count);
        }
        while (count > 0);

        System.Text.Encoding.UTF8.GetString(read.ToArray()).ShouldEndWith("data: [DONE]\n\n");
    }

    [Theory]
    [InlineData("slow")]
    [InlineData("stall-0")]
    public async Task Cancelled_send_ends_the_stream_and_its_timer(string model)
    {
        var time = new StepTime();
        using var mock = new MockClient(time);
        using var gone = new CancellationTokenSource();
        using var response = await mock.ChatAsync(model, "one two three", ""","stream":true""", gone.Token);
        await MockClient.ReadEventsAsync(response, atMost: 1);
        var next = MockClient.ReadEventsAsync(response);
        if (model == "slow")
        {
            await time.WaitForTimerAsync();
            time.Pending.ShouldBe(1);
        }

        await gone.CancelAsync();

        (await next.WaitAsync(TimeSpan.FromSeconds(5))).Failure.ShouldBeAssignableTo<OperationCanceledException>();
        time.Pending.ShouldBe(0);
    }

    [Fact]
    public async Task Disposed_answer_ends_its_timer()
    {
        var time = new StepTime();
        using var mock = new MockClient(time);
        var response = await mock.ChatAsync("slow", "one two three", ""","stream":true""");
        await MockClient.ReadEventsAsync(response, atMost: 1);
        await time.WaitForTimerAsync();

        response.Dispose();
        response.Dispose();

        time.Pending.ShouldBe(0);
    }

    [Fact]
    public async Task Answer_that_nobody_reads_waits_and_leaves_when_disposed()
    {
        var unobserved = new List<Exception>();
        EventHandler<UnobservedTaskExceptionEventArgs> watch = (_, raised) => unobserved.Add(raised.Exception);
        TaskScheduler.UnobservedTaskException += watch;
        try
        {
            using var mock = new MockClient();
            foreach (var model in new[] { "echo", "cut-0", "stall-1", "fail-0" })
            {
                using var gone = new CancellationTokenSource();
                var response = await mock.ChatAsync(model, "one two three", ""","stream":true""", gone.Token);
                await gone.CancelAsync();
                response.Dispose();
            }

            await Task.Delay(50);
            GC.Collect();
            GC.WaitForPendingFinalizers();
            unobserved.ShouldNotContain(static exception => exception.ToString().Contains("Providers.Mock"));
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= watch;
        }
    }
}
