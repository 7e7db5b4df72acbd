using System.Diagnostics;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Fakes.Raw;
using AiGateway.Tests.Failover;
using AiGateway.Tests.Hosting;
using Xunit.Abstractions;

namespace AiGateway.Tests.Pipeline;

/// <summary>A caller that leaves ends the provider's work at once (promises C1 to C4).</summary>
public class CallerAbortTests(ITestOutputHelper output)
{
    /// <summary>The promise is 250 ms; a loaded machine gets more, and the measured time is printed.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1.5);

    public static TheoryData<Dialect, bool> Ways => new()
    {
        { Dialect.OpenAI, true },
        { Dialect.OpenAI, false },
        { Dialect.Anthropic, true },
        { Dialect.Gemini, false },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task In_the_middle_of_a_stream(Dialect dialect, bool reset)
    {
        await using var provider = await FakeProvider.StartAsync(dialect);
        provider.Always(StreamText.Long.StallAfter(StreamText.Midway));
        await LeaveAsync(provider, stream: true, reset, until: "b2");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Before_the_first_token(Dialect dialect, bool reset)
    {
        await using var provider = await FakeProvider.StartAsync(dialect);
        provider.Always(Fault.Silent);
        await LeaveAsync(provider, stream: true, reset);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task After_the_provider_sent_its_head_alone(Dialect dialect, bool reset)
    {
        await using var provider = await FakeProvider.StartAsync(dialect);
        provider.Always(Fault.HeadersThenSilent);
        await LeaveAsync(provider, stream: true, reset);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task While_waiting_for_a_plain_answer(Dialect dialect, bool reset)
    {
        await using var provider = await FakeProvider.StartAsync(dialect);
        provider.Always(Fault.Silent);
        await LeaveAsync(provider, stream: false, reset);
    }

    /// <summary>Whoever says FIN in the middle of its request may still read: it has sent half a request and is told so.</summary>
    [Theory]
    [InlineData(true, "499")]
    [InlineData(false, "400")]
    public async Task While_sending_its_own_request(bool reset, string status)
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(provider);
        using var caller = await RawClient.ConnectAsync(gateway.BaseUrl.Port);
        await caller.WriteAsync("POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"model\":\"pool\",");
        await Task.Delay(100);

        Leave(caller, reset);

        await gateway.WaitForLogAsync($"/v1/chat/completions {status} ");
        provider.HeadsSeen.ShouldBe(0);
        gateway.LogLines.ShouldNotContain(line => line.StartsWith("Error:", StringComparison.Ordinal));
    }

    private async Task LeaveAsync(FakeProvider provider, bool stream, bool reset, string? until = null)
    {
        await using var spare = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(provider, spare);
        using var caller = await AskAsync(gateway, stream);
        var request = await provider.WaitForRequestAsync();
        if (until is not null)
        {
            await caller.ReadThroughAsync(until);
        }

        var left = Stopwatch.GetTimestamp();
        Leave(caller, reset);
        await request.Aborted.WaitAsync(TimeSpan.FromSeconds(10));

        var took = Stopwatch.GetElapsedTime(left, request.AbortedAt!.Value);
        output.WriteLine($"The provider saw the abort after {took.TotalMilliseconds:0.0} ms.");
        took.ShouldBeLessThan(Limit);
        await gateway.WaitForLogAsync("/v1/chat/completions 499 ");
        spare.HeadsSeen.ShouldBe(0);
        provider.HeadsSeen.ShouldBe(1);
        gateway.LogLines.ShouldNotContain(line => line.StartsWith("Error:", StringComparison.Ordinal));
    }

    private static void Leave(RawConnection caller, bool reset)
    {
        if (reset)
        {
            caller.Reset();
        }
        else
        {
            caller.ShutdownSend();
        }
    }

    private static async Task<RawConnection> AskAsync(TestGateway gateway, bool stream)
    {
        var caller = await RawClient.ConnectAsync(gateway.BaseUrl.Port);
        var body = $$"""{"model":"{{Pools.Model}}","stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"Hello"}]}""";
        await caller.WriteAsync($"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        return caller;
    }
}
