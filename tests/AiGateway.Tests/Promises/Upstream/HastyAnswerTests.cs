using AiGateway.Fakes;
using AiGateway.Fakes.Raw;
using AiGateway.Tests.Failover;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Promises.Upstream;

/// <summary>Providers that answer before they have read the request, or leave before: the answer is relayed, and nothing hangs.</summary>
[Trait("Promise", "D27")]
public class HastyAnswerTests
{
    private const int Large = 8 << 20;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(200, false, true)]
    [InlineData(200, true, true)]
    [InlineData(413, false, true)]
    [InlineData(413, false, false)]
    [InlineData(413, true, false)]
    public async Task An_answer_to_an_unread_request_is_relayed(int status, bool stream, bool closes)
    {
        var body = status == 413 ? """{"error":{"message":"Too much.","type":"invalid_request_error","param":null,"code":"request_too_large"}}""" : stream ? OpenAIFrames.Stream("Said in JSON") : PlainBodies.Of(Dialect.OpenAI);
        var type = status == 200 && stream ? "text/event-stream" : "application/json";
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadThroughAsync("\r\n\r\n");
            await connection.WriteAsync($"HTTP/1.1 {status} Odd\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n{(closes ? "Connection: close\r\n" : "")}\r\n{body}");

            // What still comes is read and thrown away, as servers do that answer early and mean to be understood.
            await connection.ClosesWithinAsync(Soon);
        });
        await using var gateway = await Pools.StartAsync(Target.At(server.Origin));

        // A kept connection would be asked again, where this server says nothing more.
        for (var i = 0; i < (closes ? 2 : 1); i++)
        {
            var response = await gateway.ChatAsync(Pools.Model, new string('x', Large), stream).WaitAsync(Soon);

            ((int)response.StatusCode).ShouldBe(status);
            (await response.Content.ReadAsStringAsync().WaitAsync(Soon)).ShouldContain(status == 200 ? "Said in JSON" : "Too much.");
        }
    }

    /// <summary>
    /// The HTTP client hands an answer over when its request is out. One that neither reads nor closes keeps it waiting: a timer ends
    /// the attempt then, and another target answers.
    /// </summary>
    [Fact]
    public async Task A_request_that_is_never_read_ends_by_a_timer()
    {
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadThroughAsync("\r\n\r\n");
            await connection.WriteAsync($"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            await Task.Delay(Soon);
        });
        await using var good = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(new Knobs { FirstToken = "500ms" }, Target.At(server.Origin), Target.To(good));
        good.Always(StreamText.GoodAnswer);

        var response = await gateway.ChatAsync(Pools.Model, new string('x', Large), stream: true).WaitAsync(Soon);

        Chat.StreamedText(await response.Content.ReadAsStringAsync().WaitAsync(Soon)).ShouldBe(StreamText.Good);
    }

    /// <summary>It reads all the same, later: the answer was there first, and the request is not sent again.</summary>
    [Fact]
    public async Task An_answer_before_the_request_was_read_to_its_end_is_its_only_one()
    {
        var requests = 0;
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadThroughAsync("\r\n\r\n");
            Interlocked.Increment(ref requests);
            await connection.WriteAsync($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {PlainBodies.Of(Dialect.OpenAI).Length}\r\n\r\n{PlainBodies.Of(Dialect.OpenAI)}");
            await connection.ReadToEndAsync();
        });
        await using var gateway = await Pools.StartAsync(Target.At(server.Origin));

        (await (await gateway.ChatAsync(Pools.Model, new string('x', Large)).WaitAsync(Soon)).TextAsync()).ShouldBe("Said in JSON");
        requests.ShouldBe(1);
    }

    /// <summary>Whether its answer survives the reset is the network's to say; that somebody answers soon is ours.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task One_that_leaves_early_goes_to_the_next(bool stream, bool answersFirst)
    {
        await using var rude = RawServer.Start(async connection =>
        {
            await connection.ReadThroughAsync("\r\n\r\n");
            if (answersFirst)
            {
                await connection.WriteAsync("HTTP/1.1 500 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            }

            connection.Dispose();
        });
        await using var good = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(Target.At(rude.Origin), Target.To(good));
        good.Always(StreamText.GoodAnswer);

        var response = await gateway.ChatAsync(Pools.Model, new string('x', Large), stream).WaitAsync(Soon);

        var text = await response.Content.ReadAsStringAsync().WaitAsync(Soon);
        (stream ? Chat.StreamedText(text) : await response.TextAsync()).ShouldBe(StreamText.Good);
        good.Requests[0].Json.GetProperty("messages")[0].GetProperty("content").GetString()!.Length.ShouldBe(Large);
    }
}
