using AiGateway.Health;
using AiGateway.Routing;
using static AiGateway.Tests.Routing.PickBench;

namespace AiGateway.Tests.Routing;

/// <summary>What each strategy picks, from what is known of the targets.</summary>
public sealed class StrategyTests
{
    private readonly TargetStats _stats = new(TimeProvider.System);

    [Fact]
    public void Weighted_gives_each_target_its_share()
    {
        var counts = Of(Target("a", 1), Target("b", 3)).Count(new WeightedPolicy(), 8000);

        // 2000 is expected; six standard deviations are 232.
        counts["a"].ShouldBeInRange(1768, 2232);
    }

    [Fact]
    public void Round_robin_spreads_the_turns_of_a_heavy_target()
    {
        var bench = Of(Target("a", 5), Target("b", 1), Target("c", 1));
        var policy = new RoundRobinPolicy();

        string.Concat(Enumerable.Range(0, 14).Select(_ => bench.Pick(policy))).ShouldBe("aabacaaaabacaa");
    }

    [Fact]
    public void Round_robin_is_exact_when_many_ask_at_once()
    {
        var bench = Of(Target("a", 5), Target("b", 1), Target("c", 1));
        var policy = new RoundRobinPolicy();
        var picks = new System.Collections.Concurrent.ConcurrentBag<string>();

        Parallel.For(0, 700, _ => picks.Add(bench.Pick(policy)));

        picks.Count(p => p == "a").ShouldBe(500);
        picks.Count(p => p == "b").ShouldBe(100);
    }

    [Fact]
    public void Round_robin_does_not_flood_a_target_that_was_left_out()
    {
        var bench = Of(Target("a"), Target("b"));
        var policy = new RoundRobinPolicy();
        for (var i = 0; i < 50; i++)
        {
            bench.Pick(policy, "a").ShouldBe("a");
            bench.Pick(policy, Request(bench.Pool), "a").ShouldBe("a");
        }

        var counts = bench.Count(policy, 10);

        counts["a"].ShouldBe(5);
        counts["b"].ShouldBe(5);
    }

    [Fact]
    public void Round_robin_turns_in_each_pool_for_itself()
    {
        var policy = new RoundRobinPolicy();
        var (one, two) = (Of(Target("a"), Target("b")), Of(Target("a"), Target("b")));

        string.Concat(one.Pick(policy), two.Pick(policy), one.Pick(policy), two.Pick(policy)).ShouldBe("aabb");
    }

    [Fact]
    public void Least_busy_picks_the_fewest_calls_for_the_weight()
    {
        var bench = Of(Target("a", 1), Target("b", 4), Target("c", 1));
        Began("a", 1);
        Began("b", 3);
        Began("c", 2);
        bench.Count(new LeastBusyPolicy(_stats), 20).ShouldHaveSingleItem().Key.ShouldBe("b");

        Began("b", 2);
        bench.Count(new LeastBusyPolicy(_stats), 20).ShouldHaveSingleItem().Key.ShouldBe("a");

        _stats.Ended("up", "c");
        _stats.Ended("up", "c");
        bench.Count(new LeastBusyPolicy(_stats), 20).ShouldHaveSingleItem().Key.ShouldBe("c");
    }

    [Fact]
    public void Least_busy_draws_by_weight_among_equals()
    {
        var counts = Of(Target("a", 1), Target("b", 3)).Count(new LeastBusyPolicy(_stats), 4000);

        // 1000 is expected; six standard deviations are 164.
        counts["a"].ShouldBeInRange(836, 1164);
    }

    [Fact]
    public void Lowest_latency_never_picks_the_slowest_of_three()
    {
        var bench = Of(Target("a"), Target("b"), Target("c"));
        Answered("a", 300);
        Answered("b", 200);
        Answered("c", 100);

        var counts = bench.Count(new LowestLatencyPolicy(_stats), 3000);

        // Of two drawn from three the slowest loses always, the quickest never: it is drawn two times of three.
        counts.ShouldNotContainKey("a");
        counts["c"].ShouldBeInRange(1845, 2155);
    }

    [Fact]
    public void Lowest_latency_goes_by_the_first_token_for_streams_and_by_the_end_for_plain_answers()
    {
        var bench = Of(Target("a"), Target("b"));
        var policy = new LowestLatencyPolicy(_stats);
        Answered("a", 900);
        Answered("b", 300);
        _stats.FirstToken("up", "a", TimeSpan.FromMilliseconds(20));
        _stats.FirstToken("up", "b", TimeSpan.FromMilliseconds(80));

        for (var i = 0; i < 20; i++)
        {
            bench.Pick(policy).ShouldBe("b");
            bench.Pick(policy, Request(bench.Pool, """{"model":"m","stream":true,"messages":[]}""")).ShouldBe("a");
        }
    }

    [Fact]
    public void Lowest_latency_asks_an_unknown_target_first_but_not_with_many_at_once()
    {
        var bench = Of(Target("known"), Target("cold"));
        var policy = new LowestLatencyPolicy(_stats);
        Answered("known", 10);

        for (var call = 0; call < LowestLatencyPolicy.ColdCalls; call++)
        {
            bench.Count(policy, 10).ShouldHaveSingleItem().Key.ShouldBe("cold");
            Began("cold", 1);
        }

        bench.Count(policy, 10).ShouldHaveSingleItem().Key.ShouldBe("known");
        _stats.Ended("up", "cold");
        bench.Pick(policy).ShouldBe("cold");
        Answered("cold", 5);
        bench.Count(policy, 10).ShouldHaveSingleItem().Key.ShouldBe("cold");
    }

    [Fact]
    public void Lowest_latency_draws_by_weight_while_nothing_is_known_of_any_and_all_are_being_asked()
    {
        var bench = Of(Target("a", 1), Target("b", 3));
        Began("a", LowestLatencyPolicy.ColdCalls);
        Began("b", LowestLatencyPolicy.ColdCalls);

        var counts = bench.Count(new LowestLatencyPolicy(_stats), 4000);

        counts["a"].ShouldBeInRange(836, 1164);
    }

    private void Began(string model, int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            _stats.Began("up", model);
        }
    }

    private void Answered(string model, int milliseconds) => _stats.Answered("up", model, TimeSpan.FromMilliseconds(milliseconds));
}
