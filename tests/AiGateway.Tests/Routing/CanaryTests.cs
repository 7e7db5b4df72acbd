using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Routing;
using static AiGateway.Tests.Routing.PickBench;

namespace AiGateway.Tests.Routing;

/// <summary>A canary takes its share of the requests, whatever else is drawn.</summary>
public sealed class CanaryTests
{
    private readonly WeightedPolicy _policy = new();

    [Fact]
    public void A_canary_takes_its_share_and_the_others_theirs_of_the_rest()
    {
        var bench = Of(Target("a", 1), Target("b", 1), Target("new", 1_000_000, canary: 0.1));

        var counts = bench.Count(_policy, 6000);

        // 600 are expected of the canary, 2700 of each other; six standard deviations are 139 and 232.
        counts["new"].ShouldBeInRange(461, 739);
        counts["a"].ShouldBeInRange(2468, 2932);
    }

    [Fact]
    public void Two_canaries_have_shares_of_their_own_and_do_not_take_over_each_others()
    {
        var bench = Of(Target("a"), Target("x", canary: 0.2), Target("y", canary: 0.3));

        var all = bench.Count(_policy, 4000);
        var withoutX = bench.Count(_policy, 4000, "a", "y");

        all["x"].ShouldBeInRange(648, 952);
        all["y"].ShouldBeInRange(1026, 1374);
        withoutX["y"].ShouldBeInRange(1026, 1374);
    }

    [Fact]
    public void A_request_is_drawn_once_for_all_its_attempts()
    {
        var bench = Of(Target("a"), Target("b"), Target("new", canary: 0.5));
        for (var request = 0; request < 100; request++)
        {
            var id = RequestIds.New();
            var picks = Enumerable.Range(0, 5).Select(_ => bench.Pick(_policy, Request(bench.Pool, requestId: id))).ToArray();

            picks.Select(p => p == "new").Distinct().ShouldHaveSingleItem();
        }
    }

    [Fact]
    public void A_request_drawn_for_a_canary_goes_to_the_others_once_that_has_failed()
    {
        var bench = Of(Target("a"), Target("new", canary: 0.99));

        bench.Count(_policy, 50, "a").ShouldHaveSingleItem().Key.ShouldBe("a");
    }

    [Fact]
    public void A_canary_takes_everything_when_nothing_else_is_left()
    {
        var bench = Of(Target("a"), Target("new", canary: 0.01), Target("newer", canary: 0.01));

        bench.Count(_policy, 50, "new").ShouldHaveSingleItem().Key.ShouldBe("new");
        bench.Count(_policy, 200, "new", "newer").Count.ShouldBe(2);
    }

    [Fact]
    public void A_canary_has_its_share_under_affinity_too()
    {
        var bench = Of(new ModelOptions { Name = "m", Affinity = true, Targets = [Target("a"), Target("b"), Target("new", canary: 0.5)] });
        var canaries = 0;
        for (var i = 0; i < 1000; i++)
        {
            var exchange = Request(bench.Pool);
            exchange.AffinityHash = 42;
            canaries += bench.Pick(_policy, exchange) == "new" ? 1 : 0;
        }

        // 500 are expected; six standard deviations are 95.
        canaries.ShouldBeInRange(405, 595);
    }
}
