using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Fakes.Raw;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Failover;

/// <summary>Streams that fail once content has gone out: said inside the stream, never a clean end, never another attempt (promises D5, D7).</summary>
public class AfterCommitTests
{
    public static TheoryData<Dialect> Dialects => [.. Enum.GetValues<Dialect>()];

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_stall_ends_by_the_idle_timer(Dialect dialect)
    {
        await using var bad = await FakeProvider.StartAsync(dialect);
        await using var spare = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(new Knobs { Idle = "400ms" }, bad, spare);
        bad.Always(StreamText.Long.StallAfter(StreamText.Midway));

        var response = await gateway.ChatAsync(Pools.Model, stream: true);

        var stream = await response.Content.ReadAsStringAsync();
        StreamText.ShouldBeBroken(stream, "timeout_idle");
        stream.ShouldContain("a1 ");
        stream.ShouldContain("idle time of 0.4 s");
        spare.HeadsSeen.ShouldBe(0);
        await bad.Requests[0].Aborted.WaitAsync(TimeSpan.FromSeconds(5));
        (await gateway.WaitForRequestLogAsync(response)).ShouldContain("Error=timeout_idle");
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_reset_ends_with_an_error_event(Dialect dialect)
    {
        await using var bad = await FakeProvider.StartAsync(dialect);
        await using var spare = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(bad, spare);
        // Paced: the fault must neither overtake the events before it nor arrive together with the first of them.
        bad.Always(StreamText.Long.CutAfter(StreamText.Midway).Paced(TimeSpan.FromMilliseconds(20)));

        var response = await gateway.ChatAsync(Pools.Model, stream: true);

        var stream = await response.Content.ReadAsStringAsync();
        StreamText.ShouldBeBroken(stream, "upstream_reset");
        Chat.StreamedText(stream).ShouldStartWith("a1 ");
        spare.HeadsSeen.ShouldBe(0);
        (await gateway.WaitForRequestLogAsync(response)).ShouldContain("Error=upstream_reset");
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task An_early_end_is_none(Dialect dialect)
    {
        await using var bad = await FakeProvider.StartAsync(dialect);
        await using var spare = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(bad, spare);
        bad.Always(StreamText.Long.EndAfter(StreamText.Midway).Paced(TimeSpan.FromMilliseconds(20)));

        var response = await gateway.ChatAsync(Pools.Model, stream: true);

        StreamText.ShouldBeBroken(await response.Content.ReadAsStringAsync(), "upstream_incomplete");
        spare.HeadsSeen.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task An_error_event_keeps_its_words(Dialect dialect)
    {
        await using var bad = await FakeProvider.StartAsync(dialect);
        await using var spare = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(bad, spare);
        bad.Always(StreamText.Long.ErrorEventAt(StreamText.Midway).Paced(TimeSpan.FromMilliseconds(20)));

        var response = await gateway.ChatAsync(Pools.Model, stream: true);

        var stream = await response.Content.ReadAsStringAsync();
        StreamText.ShouldBeBroken(stream, StreamText.ErrorCode(stream)!);
        StreamText.ErrorCode(stream).ShouldNotBe("internal_error");
        Chat.StreamedText(stream).ShouldStartWith("a1 ");
        spare.HeadsSeen.ShouldBe(0);
    }

    [Fact]
    public async Task A_plain_answer_asked_of_a_streaming_provider_is_whole_or_none()
    {
        await using var bad = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var good = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(bad, good);
        bad.Next(
            Fault.Frames(OpenAIFrames.Role, OpenAIFrames.Content("Half an ")),
            Fault.Frames(OpenAIFrames.Role, OpenAIFrames.Content("A whole "), OpenAIFrames.Content("answer"), OpenAIFrames.Finish, OpenAIFrames.Done));
        good.Always(StreamText.GoodAnswer);

        var cut = await gateway.ChatAsync(Pools.Model);
        var whole = await gateway.ChatAsync(Pools.Model);

        (await cut.TextAsync()).ShouldBe(StreamText.Good);
        cut.Header("x-aigateway-attempts").ShouldBe("2");
        (await whole.TextAsync()).ShouldBe("A whole answer");
        whole.Header("x-aigateway-attempts").ShouldBe("1");
        whole.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_JSON_answer_to_a_stream_request_becomes_a_stream(Dialect dialect)
    {
        await using var provider = await FakeProvider.StartAsync(dialect);
        await using var gateway = await Pools.StartAsync(provider);
        provider.Always(Fault.Body(200, PlainBodies.Of(dialect)));

        var response = await gateway.ChatAsync(Pools.Model, stream: true);

        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        StreamText.ShouldBeClean(await response.Content.ReadAsStringAsync(), "Said in JSON");
    }

    [Theory]
    [InlineData("data: {\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"cut off")]
    [InlineData("data: {\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"cut off\"},\"finish_reason\":null}]}\n")]
    public async Task A_truncated_event_is_dropped_and_said(string truncated)
    {
        await using var bad = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(bad);
        bad.Always(Fault.Frames(OpenAIFrames.Role, OpenAIFrames.Content("Good "), truncated));

        var response = await gateway.ChatAsync(Pools.Model, stream: true);

        var stream = await response.Content.ReadAsStringAsync();
        StreamText.ShouldBeBroken(stream, "upstream_incomplete");
        Chat.StreamedText(stream).ShouldBe("Good ");
    }

    [Theory]
    [InlineData("")]
    [InlineData("data: [DONE]")]
    [InlineData("data: [DONE]\n")]
    [InlineData("data: [DO")]
    public async Task An_end_after_a_finish_reason_is_an_end(string tail)
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(provider);
        provider.Always(Fault.Frames(OpenAIFrames.Role, OpenAIFrames.Content("All of it"), OpenAIFrames.Finish, tail));

        var response = await gateway.ChatAsync(Pools.Model, stream: true);

        StreamText.ShouldBeClean(await response.Content.ReadAsStringAsync(), "All of it");
        (await gateway.WaitForRequestLogAsync(response)).ShouldNotContain("Error=");
    }

    [Theory]
    [InlineData(Dialect.Anthropic, FinishedStreams.AnthropicWithoutStop)]
    [InlineData(Dialect.Gemini, FinishedStreams.GeminiWithFinish)]
    [InlineData(Dialect.Mistral, OpenAIFrames.Role + OpenAIFrames.Whole + OpenAIFrames.Finish)]
    public async Task A_translated_end_after_a_finish_reason_is_an_end(Dialect dialect, string frames)
    {
        await using var provider = await FakeProvider.StartAsync(dialect);
        await using var gateway = await Pools.StartAsync(provider);
        provider.Always(Fault.Frames(frames));

        var response = await gateway.ChatAsync(Pools.Model, stream: true);

        StreamText.ShouldBeClean(await response.Content.ReadAsStringAsync(), "All of it");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_the_connection_does_after_the_terminator_is_no_matter(bool reset)
    {
        var sent = OpenAIFrames.Stream("All of it");
        var done = new TaskCompletionSource();
        await using var provider = RawServer.Start(async connection =>
        {
            await connection.ReadThroughAsync("\r\n\r\n");
            await connection.WriteAsync($"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n{sent.Length:x}\r\n{sent}\r\n");
            await done.Task.WaitAsync(TimeSpan.FromSeconds(10));
            if (reset)
            {
                connection.Reset();
            }
            else
            {
                await connection.ClosesWithinAsync(TimeSpan.FromSeconds(10));
            }
        });
        await using var gateway = await Pools.StartAsync(Target.At(provider.Origin));

        var response = await gateway.StreamAsync(Pools.Model);
        var reading = response.Content.ReadAsStringAsync();
        await Task.Delay(200);
        done.SetResult();

        StreamText.ShouldBeClean(await reading, "All of it");
        (await gateway.WaitForRequestLogAsync(response)).ShouldNotContain("Error=");
    }
}
