using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Explaining;
using AiGateway.Health;
using AiGateway.Models;
using AiGateway.Routing;
using AiGateway.Tests.Routing;

namespace AiGateway.Tests.Explaining;

/// <summary>The chances that are told, held against how often the real policies pick.</summary>
public sealed class ChancesTests
{
    private const int Draws = 4000;

    private readonly TargetStats _stats = new(TimeProvider.System);
    private readonly TargetFactsIndex _facts = new(ModelCatalog.BuiltIn);

    /// <summary>A pool's targets as name, weight and canary share.</summary>
    public static TheoryData<string, bool> Pools => new()
    {
        { "a:1", false },
        { "a:1 b:3", false },
        { "a:5 b:1 c:2", false },
        { "a:1 b:1 c:1:0.1", false },
        { "a:2 b:1:0.3 c:1:0.5", false },
        { "a:1:0.2 b:3:0.4", false },
        { "a:1 b:1:0.7 c:1:0.6", false },
        { "a:3 b:1 c:9", true },
    };

    [Theory]
    [MemberData(nameof(Pools))]
    public void They_are_what_every_strategy_does(string targets, bool cold)
    {
        // The cheapest is found by the configuration, and by real gateways in ExplainedOrderTests.
        foreach (var strategy in Enum.GetValues<RoutingStrategy>().Except([RoutingStrategy.LeastCost]))
        {
            var bench = PickBench.Of(new ModelOptions { Name = "m", Targets = [.. targets.Split(' ').Select(Target)], Strategy = strategy });
            Measure(bench, cold);
            var told = Told(bench);
            told.Values.Sum().ShouldBe(1, 1e-9);
            var counts = bench.Count(Policy(strategy), Draws);
            foreach (var (name, chance) in told)
            {
                // Six standard deviations of a draw repeated so often.
                var slack = (6 * Math.Sqrt(Draws * chance * (1 - chance))) + 2;
                counts.GetValueOrDefault(name).ShouldBeInRange((int)((chance * Draws) - slack), (int)((chance * Draws) + slack), $"{strategy} {targets} {name}: {chance}");
            }
        }
    }

    [Fact]
    public void Requests_that_begin_alike_have_one_certain_target()
    {
        var bench = PickBench.Of(new ModelOptions { Name = "m", Affinity = true, Targets = [PickBench.Target("a"), PickBench.Target("b", 7), PickBench.Target("c")] });
        for (var i = 0; i < 50; i++)
        {
            var exchange = PickBench.Request(bench.Pool, $$"""{"model":"m","messages":[{"role":"user","content":"{{i}}"}]}""");
            exchange.AffinityHash = PromptPrefix.Hash(exchange);
            var told = Told(bench, exchange);

            told.Single(chance => chance.Value > 0).Value.ShouldBe(1);
            bench.Pick(new WeightedPolicy(), exchange).ShouldBe(told.Single(chance => chance.Value > 0).Key);
        }
    }

    private static TargetOptions Target(string text)
    {
        var parts = text.Split(':');
        var canary = parts.Length > 2 ? double.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture) : (double?)null;
        var weight = int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
        return PickBench.Target(parts[0], weight, canary);
    }

    /// <summary>Something is measured of every target, unless they are to be unknown; one has a call under way.</summary>
    private void Measure(PickBench bench, bool cold)
    {
        foreach (var deployment in bench.Pool.Deployments.Where(_ => !cold))
        {
            _stats.Answered("up", deployment.Target.UpstreamModel, TimeSpan.FromSeconds(deployment.Target.UpstreamModel[0]));
        }

        if (!cold)
        {
            _stats.Began("up", bench.Pool.Deployments[0].Target.UpstreamModel);
        }
    }

    private Dictionary<string, double> Told(PickBench bench, Exchange? exchange = null)
    {
        using var attempt = new Attempt(exchange ?? PickBench.Request(bench.Pool), 1, TimeProvider.System);
        var chances = new Chances(_facts, _stats).Of(attempt, bench.Pool.Destinations);
        return bench.Pool.Destinations.Select((d, i) => (bench.Pool.Find(d).Target.UpstreamModel, chances[i])).ToDictionary();
    }

    private TargetPolicy Policy(RoutingStrategy strategy) => strategy switch
    {
        RoutingStrategy.RoundRobin => new RoundRobinPolicy(),
        RoutingStrategy.LeastBusy => new LeastBusyPolicy(_stats),
        RoutingStrategy.LowestLatency => new LowestLatencyPolicy(_stats),
        _ => new WeightedPolicy(),
    };
}
