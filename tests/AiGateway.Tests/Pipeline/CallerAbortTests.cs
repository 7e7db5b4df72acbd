using System.Diagnostics;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Fakes.Raw;
using AiGateway.Tests.Failover;
using AiGateway.Tests.Hosting;
using Xunit.Abstractions;

namespace AiGateway.Tests.Pipeline;

/// <summary>A caller that leaves ends the provider's work at once (promises C1 to C3).</summary>
public class CallerAbortTests(ITestOutputHelper output)
{
    /// <summary>The promise is 250 ms; a loaded machine gets more, and the measured time is printed.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1.5);

    public static TheoryData<Dialect, bool> Ways => new()
    {
        { Dialect.OpenAI, true },
        { Dialect.OpenAI, false },
        { Dialect.Anthropic, true },
        { Dialect.Anthropic, false },
        { Dialect.Gemini, false },
        { Dialect.Mistral, true },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task In_the_middle_of_a_stream(Dialect dialect, bool reset)
    {
        await using var provider = await FakeProvider.StartAsync(dialect);
        provider.Always(StreamText.Long.StallAfter(StreamText.Midway));
        await AskAndLeaveAsync(provider, stream: true, reset, until: "b2");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Before_the_first_token(Dialect dialect, bool reset)
    {
        await using var provider = await FakeProvider.StartAsync(dialect);
        provider.Always(Fault.Silent);
        await AskAndLeaveAsync(provider, stream: true, reset);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task After_the_provider_sent_its_head_alone(Dialect dialect, bool reset)
    {
        await using var provider = await FakeProvider.StartAsync(dialect);
        provider.Always(Fault.HeadersThenSilent);
        await AskAndLeaveAsync(provider, stream: true, reset);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task While_waiting_for_a_plain_answer(Dialect dialect, bool reset)
    {
        await using var provider = await FakeProvider.StartAsync(dialect);
        provider.Always(Fault.Silent);
        await AskAndLeaveAsync(provider, stream: false, reset);
    }

    [Theory]
    [InlineData("Held", true)]
    [InlineData("Atomic", false)]
    public async Task While_a_stream_is_held_back(string mode, bool reset)
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var spare = await FakeProvider.StartAsync(Dialect.OpenAI);
        provider.Always(StreamText.Long.StallAfter(StreamText.Midway));
        await using var gateway = await StartAsync([provider, spare], new { Stream = mode == "Held" ? (object)new { Mode = mode, HoldTime = "30s" } : new { Mode = mode } });
        using var caller = await LeavingCaller.AskAsync(gateway, Pools.Model, stream: true);
        var request = await provider.WaitForRequestAsync();
        await Eventually.BecomesTrueAsync(() => request.BytesSent > 500);

        await LeaveAsync(caller, reset, request);

        await gateway.WaitForLogAsync("/v1/chat/completions 499 ");
        spare.HeadsSeen.ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task While_two_attempts_race(bool reset)
    {
        await using var first = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var second = await FakeProvider.StartAsync(Dialect.Anthropic);
        await using var spare = await FakeProvider.StartAsync(Dialect.OpenAI);
        first.Always(Fault.Silent);
        second.Always(Fault.HeadersThenSilent);
        await using var gateway = await StartAsync([first, second, spare], new { Hedge = new { After = "50ms", Share = 1 } });
        using var caller = await LeavingCaller.AskAsync(gateway, Pools.Model, stream: true);
        var requests = await Task.WhenAll(first.WaitForRequestAsync(), second.WaitForRequestAsync());

        await LeaveAsync(caller, reset, requests);

        (await gateway.WaitForLogAsync("/v1/chat/completions 499 ")).ShouldContain("Attempts=2");
        spare.HeadsSeen.ShouldBe(0);
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

        caller.Leave(reset);

        await gateway.WaitForLogAsync($"/v1/chat/completions {status} ");
        provider.HeadsSeen.ShouldBe(0);
        gateway.LogLines.ShouldNotContain(line => line.StartsWith("Error:", StringComparison.Ordinal));
    }

    private async Task AskAndLeaveAsync(FakeProvider provider, bool stream, bool reset, string? until = null)
    {
        await using var spare = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(provider, spare);
        using var caller = await LeavingCaller.AskAsync(gateway, Pools.Model, stream);
        var request = await provider.WaitForRequestAsync();
        if (until is not null)
        {
            await caller.ReadThroughAsync(until);
        }

        await LeaveAsync(caller, reset, request);

        await gateway.WaitForLogAsync("/v1/chat/completions 499 ");
        spare.HeadsSeen.ShouldBe(0);
        provider.HeadsSeen.ShouldBe(1);
        gateway.LogLines.ShouldNotContain(line => line.StartsWith("Error:", StringComparison.Ordinal));
    }

    private async Task LeaveAsync(RawConnection caller, bool reset, params RecordedRequest[] requests)
    {
        var left = Stopwatch.GetTimestamp();
        caller.Leave(reset);
        foreach (var request in requests)
        {
            await request.Aborted.WaitAsync(TimeSpan.FromSeconds(10));
            var took = Stopwatch.GetElapsedTime(left, request.AbortedAt!.Value);
            output.WriteLine($"The provider saw the abort after {took.TotalMilliseconds:0.0} ms.");
            took.ShouldBeLessThan(Limit);
        }
    }

    /// <summary>A gateway whose model has these fakes for targets, in tiers, and these fields besides.</summary>
    private static Task<TestGateway> StartAsync(FakeProvider[] fakes, object fields)
    {
        var model = fields.GetType().GetProperties().ToDictionary(p => p.Name, p => p.GetValue(fields), StringComparer.Ordinal);
        model["Targets"] = fakes.Select((fake, i) => new { Model = $"p{i}/{Target.ModelOf(fake.Dialect)}", Tier = i + 1 }).ToArray();
        return TestGateway.StartAsync(Config.For(fakes.Select((fake, i) => ($"p{i}", fake)), new Dictionary<string, object> { [Pools.Model] = model }));
    }
}
