using System.Net;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Fakes.Raw;
using AiGateway.Tests.Failover;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Upstream;

/// <summary>Providers that redirect, repeat the key, or answer out of turn.</summary>
public class HostileAnswerTests
{
    public static TheoryData<Dialect> Dialects => [.. Enum.GetValues<Dialect>()];

    [Trait("Promise", "D23")]
    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed(int status)
    {
        await using var target = RawServer.Start(connection => connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"));
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(provider);
        provider.Always(Fault.Redirect(status, new Uri(target.Origin, "/v1/chat/completions")));
        foreach (var stream in new[] { false, true })
        {
            var response = await gateway.ChatAsync(Pools.Model, stream: stream);

            response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
            (await response.ErrorCodeAsync()).ShouldBe("upstream_malformed");
            response.Headers.Location.ShouldBeNull();
        }

        target.Connections.ShouldBe(0);
    }

    [Trait("Promise", "D25")]
    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_repeated_key_is_taken_out(Dialect dialect)
    {
        await using var provider = await FakeProvider.StartAsync(dialect);
        await using var gateway = await Pools.StartAsync(provider);
        foreach (var status in new[] { 400, 401, 404, 429, 500 })
        {
            foreach (var stream in new[] { false, true })
            {
                provider.Next(Fault.KeyEcho(status));

                var response = await gateway.ChatAsync(Pools.Model, stream: stream);

                response.IsSuccessStatusCode.ShouldBeFalse();
                (await response.Content.ReadAsStringAsync()).ShouldNotContain(provider.Key);
                response.Headers.ToString().ShouldNotContain(provider.Key);
                await gateway.WaitForRequestLogAsync(response);
            }
        }

        gateway.LogLines.ShouldNotContain(line => line.Contains(provider.Key, StringComparison.Ordinal));
    }

    [Trait("Promise", "D25")]
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_key_repeated_inside_a_200_is_taken_out(bool stream)
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(provider);
        var error = $$$"""{"error":{"message":"The key {{{provider.Key}}} is tired","type":"server_error","code":"tired_{{{provider.Key}}}","param":"{{{provider.Key}}}"}}""";
        provider.Next(stream
            ? Fault.Frames(OpenAIFrames.Role, OpenAIFrames.Content("Good "), $"data: {error}\n\n").Paced(TimeSpan.FromMilliseconds(50))
            : Fault.Body(200, error));

        var response = await gateway.ChatAsync(Pools.Model, stream: stream);

        var body = await response.Content.ReadAsStringAsync();
        body.ShouldContain("is tired");
        body.ShouldNotContain(provider.Key);
        await gateway.WaitForRequestLogAsync(response);
        gateway.LogLines.ShouldNotContain(line => line.Contains(provider.Key, StringComparison.Ordinal));
    }

    [Trait("Promise", "D25")]
    [Fact]
    public async Task Nothing_of_the_providers_head_reaches_a_caller()
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(provider);
        var odd = FakeAnswer.Honest.WithHeader("set-cookie", "a=b").WithHeader("server", "odd").WithHeader("via", "1.1 odd").WithHeader("x-key", provider.Key).WithHeader("openai-organization", "org");
        provider.Always(odd);
        foreach (var stream in new[] { false, true })
        {
            var response = await gateway.ChatAsync(Pools.Model, stream: stream);

            var names = response.Headers.Concat(response.Content.Headers).Select(header => header.Key.ToLowerInvariant()).ToList();
            names.Except(["date", "transfer-encoding", "content-type", "content-length", "cache-control", "x-accel-buffering", "x-request-id", "server-timing"])
                .ShouldAllBe(name => name.StartsWith("x-aigateway-", StringComparison.Ordinal));
            response.Headers.ToString().ShouldNotContain(provider.Key);
        }
    }

    [Trait("Promise", "D24")]
    [Theory]
    [InlineData(400, 200)]
    [InlineData(2, 70_000)]
    public async Task A_head_without_measure_is_a_failed_attempt(int count, int length)
    {
        await using var bad = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var good = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(bad, good);
        bad.Always(Fault.HugeHeaders(count, length));
        good.Always(StreamText.GoodAnswer);

        var response = await gateway.ChatAsync(Pools.Model);

        (await response.TextAsync()).ShouldBe(StreamText.Good);
    }

    /// <summary>An answer before the request was read, on a connection that stays open, is relayed whole.</summary>
    [Trait("Promise", "D27")]
    [Theory]
    [InlineData("200 OK", 200)]
    [InlineData("413 Payload Too Large", 413)]
    public async Task An_answer_before_the_body_was_read_is_relayed(string status, int expected)
    {
        var body = expected == 200 ? PlainBodies.Of(Dialect.OpenAI) : """{"error":{"message":"Too much.","type":"invalid_request_error","param":null,"code":"request_too_large"}}""";
        await using var hasty = RawServer.Start(async connection =>
        {
            await connection.ReadThroughAsync("\r\n\r\n");
            await connection.WriteAsync($"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");
            await connection.ClosesWithinAsync(TimeSpan.FromSeconds(10));
        });
        await using var gateway = await Pools.StartAsync(Target.At(hasty.Origin));

        var response = await gateway.ChatAsync(Pools.Model, new string('x', 4 << 20)).WaitAsync(TimeSpan.FromSeconds(15));

        ((int)response.StatusCode).ShouldBe(expected);
        (await response.Content.ReadAsStringAsync()).ShouldContain(expected == 200 ? "Said in JSON" : "Too much.");
    }

    /// <summary>One that closes at once may have its answer lost to the reset: answered or failed over, and in either case soon.</summary>
    [Trait("Promise", "D27")]
    [Fact]
    public async Task A_connection_closed_in_the_middle_of_the_request_does_not_hang()
    {
        await using var rude = RawServer.Start(async connection =>
        {
            await connection.ReadThroughAsync("\r\n\r\n");
            connection.Reset();
        });
        await using var good = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(Target.At(rude.Origin), Target.To(good));
        good.Always(StreamText.GoodAnswer);

        var response = await gateway.ChatAsync(Pools.Model, new string('x', 4 << 20)).WaitAsync(TimeSpan.FromSeconds(15));

        (await response.TextAsync()).ShouldBe(StreamText.Good);
    }

    [Trait("Promise", "D18")]
    [Fact]
    public async Task An_interim_answer_is_no_answer()
    {
        var body = PlainBodies.Of(Dialect.OpenAI);
        await using var server = RawServer.Answering(
            $"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        await using var gateway = await Pools.StartAsync(Target.At(server.Origin));

        (await (await gateway.ChatAsync(Pools.Model)).TextAsync()).ShouldBe("Said in JSON");
    }
}
