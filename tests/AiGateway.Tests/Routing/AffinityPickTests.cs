using AiGateway.Configuration;
using AiGateway.Protocol;
using AiGateway.Routing;
using static AiGateway.Tests.Routing.PickBench;

namespace AiGateway.Tests.Routing;

/// <summary>Which requests belong together, and where they go.</summary>
public sealed class AffinityPickTests
{
    private static readonly string Long = new('x', 1100);

    private readonly PickBench _bench = Of(new ModelOptions { Name = "m", Affinity = true, Targets = [Target("a", 1), Target("b", 1), Target("c", 2)] });

    [Fact]
    public void Hashes_are_spread_by_weight()
    {
        var counts = Enumerable.Range(0, 4000).Select(i => Pick(PromptPrefix.Hash(Request(_bench.Pool, Body("question " + i)))!.Value)).CountBy(n => n).ToDictionary();

        // 1000, 1000 and 2000 are expected; six standard deviations are 164 and 190.
        counts["a"].ShouldBeInRange(836, 1164);
        counts["b"].ShouldBeInRange(836, 1164);
        counts["c"].ShouldBeInRange(1810, 2190);
    }

    [Fact]
    public void A_target_that_goes_takes_only_its_own_along_and_gets_them_back()
    {
        var homes = Enumerable.Range(0, 300).ToDictionary(i => (ulong)i * 0x9E3779B97F4A7C15, i => Pick((ulong)i * 0x9E3779B97F4A7C15));

        foreach (var (hash, home) in homes)
        {
            var without = Pick(hash, "a", "c");
            (home == "b" ? without is "a" or "c" : without == home).ShouldBeTrue();
            Pick(hash).ShouldBe(home);
        }

        homes.Values.Where(home => home == "b").ShouldNotBeEmpty();
    }

    [Fact]
    public void Requests_that_begin_alike_belong_together()
    {
        var one = Hash(Body(Long + " and then this"));

        Hash(Body(Long + " and then that, which is longer")).ShouldBe(one);
        Hash(Body("y" + Long)).ShouldNotBe(one);
        Hash("{\"tools\":[{\"type\":\"function\"}]," + Body(Long)[1..]).ShouldNotBe(one);
        Hash("{\"temperature\":0.5," + Body(Long)[1..]).ShouldBe(one);
    }

    [Fact]
    public void A_prompt_cache_key_says_it_better_than_the_beginning()
    {
        var one = Hash(Body("this", "k1"));

        Hash(Body("that", "k1")).ShouldBe(one);
        Hash(Body("this", "k2")).ShouldNotBe(one);
    }

    [Fact]
    public void Callers_and_models_stay_apart()
    {
        var one = Hash(Body("this", "k"));

        PromptPrefix.Hash(Request(_bench.Pool, Body("this", "k"), caller: "another")).ShouldNotBe(one);
        var other = Of(new ModelOptions { Name = "n", Affinity = true, Targets = [Target("a")] });
        PromptPrefix.Hash(Request(other.Pool, Body("this", "k"))).ShouldNotBe(one);
    }

    [Fact]
    public void What_has_no_prompt_cache_has_no_hash() =>
        PromptPrefix.Hash(Request(_bench.Pool, """{"model":"m","input":"Hi"}""", operation: Operation.Embeddings)).ShouldBeNull();

    private static string Body(string text, string? key = null) =>
        $$"""{"model":"m","messages":[{"role":"user","content":"{{text}}"}]{{(key is null ? "" : $",\"prompt_cache_key\":\"{key}\"")}}}""";

    private ulong? Hash(string body) => PromptPrefix.Hash(Request(_bench.Pool, body));

    private string Pick(ulong hash, params string[] candidates)
    {
        var exchange = Request(_bench.Pool);
        exchange.AffinityHash = hash;
        return _bench.Pick(new WeightedPolicy(), exchange, candidates);
    }
}
