using System.Net.NetworkInformation;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Health;
using AiGateway.Tests.Failover;
using AiGateway.Tests.Hosting;
using AiGateway.Tests.Pipeline;
using Microsoft.Extensions.DependencyInjection;

namespace AiGateway.Tests.Promises;

/// <summary>C5, C6, C7: what a caller that leaves leaves behind: a line in the log, and nothing else.</summary>
public sealed class CallerAbortTests : IAsyncLifetime
{
    private FakeProvider _provider = null!;
    private FakeProvider _spare = null!;

    public async Task InitializeAsync() => (_provider, _spare) = (await FakeProvider.StartAsync(Dialect.OpenAI), await FakeProvider.StartAsync(Dialect.OpenAI));

    public async Task DisposeAsync()
    {
        await _provider.DisposeAsync();
        await _spare.DisposeAsync();
    }

    /// <summary>C5: Anthropic tells the prompt's tokens in its first event.</summary>
    [Fact]
    public async Task The_log_says_499_and_what_usage_was_seen_so_far()
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.Anthropic);
        await using var gateway = await Pools.StartAsync(provider);
        provider.Always(StreamText.Long.WithUsage(123, 45).StallAfter(StreamText.Midway));
        using var caller = await LeavingCaller.AskAsync(gateway, Pools.Model, stream: true);
        await caller.ReadThroughAsync("b2");

        caller.Leave(reset: true);

        var line = await gateway.WaitForLogAsync("/v1/chat/completions 499 ");
        line.ShouldStartWith("Information:");
        line.ShouldContain("PromptTokens=123");
        line.ShouldContain("Provider=p1");
        line.ShouldContain("Attempts=1");
        line.ShouldContain("FirstMs=");
        await Task.Delay(100);
        gateway.LogLines.Count(l => l.Contains("/v1/chat/completions ", StringComparison.Ordinal)).ShouldBe(1);
    }

    /// <summary>C6: 50 in a row, in all the moments at which one can leave.</summary>
    [Fact]
    public async Task Fifty_callers_that_leave_do_not_make_a_target_rest_but_three_failures_do()
    {
        await using var gateway = await Pools.StartAsync(new Knobs { Failures = 3 }, _provider, _spare);
        for (var i = 0; i < 50; i++)
        {
            var (fault, until) = (i % 3) switch
            {
                0 => ((Answer)Fault.Silent, (string?)null),
                1 => (Fault.HeadersThenSilent, null),
                _ => (StreamText.Long.StallAfter(StreamText.Midway), "b2"),
            };
            _provider.Next(fault);
            using var caller = await LeavingCaller.AskAsync(gateway, Pools.Model, stream: i % 6 != 0);
            var request = await _provider.WaitForRequestAsync(i + 1);
            if (until is not null)
            {
                await caller.ReadThroughAsync(until);
            }

            caller.Leave(reset: i % 2 == 0);
            await request.Aborted.WaitAsync(TimeSpan.FromSeconds(10));
            // It may have been too late to take its answer from the script, which the next one would get then.
            await request.Ended.WaitAsync(TimeSpan.FromSeconds(10));
        }

        _provider.Always(StreamText.GoodAnswer);
        (await (await gateway.ChatAsync(Pools.Model)).TextAsync()).ShouldBe(StreamText.Good);
        (await gateway.ChatAsync(Pools.Model, stream: true)).Header("x-aigateway-provider").ShouldBe("p1");
        _provider.HeadsSeen.ShouldBe(52);
        _spare.HeadsSeen.ShouldBe(0);

        // That the target would rest if the 50 had counted.
        _provider.Always(Fault.Status(503));
        for (var i = 0; i < 4; i++)
        {
            (await gateway.ChatAsync(Pools.Model)).Header("x-aigateway-provider").ShouldBe("p2");
        }

        _provider.HeadsSeen.ShouldBe(55);
    }

    /// <summary>C7: sockets on both sides, the provider's view, and the log.</summary>
    [Fact]
    public async Task After_a_thousand_callers_have_left_nothing_is_in_use()
    {
        const int Callers = 1000;
        const string Upstream = "gpt-4o-mini";
        await using var gateway = await Pools.StartAsync(_provider, _spare);
        _provider.When(request => request.BodyText.Contains("\"stream\":true", StringComparison.Ordinal), StreamText.Long.StallAfter(StreamText.Midway));
        _provider.Always(Fault.Silent);
        var stats = gateway.Services.GetRequiredService<TargetStats>();
        using (await LeavingCaller.AskAsync(gateway, Pools.Model, stream: false))
        {
            await Eventually.BecomesAsync(() => stats.UnderWay("p1", Upstream), 1);
        }

        await Parallel.ForEachAsync(Enumerable.Range(0, Callers), new ParallelOptions { MaxDegreeOfParallelism = 20 }, async (i, _) =>
        {
            var stream = i % 2 == 0;
            using var caller = await LeavingCaller.AskAsync(gateway, Pools.Model, stream, $"caller {i}!");
            if (stream)
            {
                await caller.ReadThroughAsync("b2");
            }
            else
            {
                // Whoever resets before the server has read the request has never asked.
                await Eventually.BecomesTrueAsync(() => _provider.Requests.Any(r => r.BodyText.Contains($"caller {i}!", StringComparison.Ordinal)));
            }

            caller.Leave(reset: i % 4 < 2);
            if (i % 4 >= 2)
            {
                // FIN says only that no more will be sent; a caller that has gone closes its socket too.
                await caller.ClosesWithinAsync(TimeSpan.FromSeconds(10));
            }
        });

        await Eventually.BecomesAsync(() => gateway.LogLines.Count(line => line.Contains("/v1/chat/completions 499 ", StringComparison.Ordinal)), Callers + 1);
        foreach (var request in _provider.Requests)
        {
            await request.Ended.WaitAsync(TimeSpan.FromSeconds(10));
            request.AbortedAt.ShouldNotBeNull();
        }

        stats.UnderWay("p1", Upstream).ShouldBe(0);
        stats.UnderWay("p2", Upstream).ShouldBe(0);
        await Eventually.BecomesAsync(() => Connections(_provider.Port), 0);
        await Eventually.BecomesAsync(() => Connections(gateway.BaseUrl.Port), 0);
        _spare.HeadsSeen.ShouldBe(0);
        gateway.LogLines.ShouldNotContain(line => line.StartsWith("Error:", StringComparison.Ordinal));
        _provider.ResetScript().Always(StreamText.GoodAnswer);
        (await (await gateway.ChatAsync(Pools.Model)).TextAsync()).ShouldBe(StreamText.Good);
    }

    /// <summary>Connections to a port that one end still holds open; what has ended may linger in the system for minutes.</summary>
    private static int Connections(int port) => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections()
        .Count(c => (c.LocalEndPoint.Port == port || c.RemoteEndPoint.Port == port) && c.State is (TcpState.Established or TcpState.CloseWait));
}
