using AiGateway.Fakes.Answers;
using AiGateway.Tests.Options;

namespace AiGateway.Tests.Routing;

/// <summary>Each strategy in a gateway, by who answers.</summary>
public sealed class StrategyGatewayTests : RoutingSetup
{
    [Fact]
    [Proves("Gateway:Models:*:Strategy")]
    public async Task Strategy_is_how_a_target_is_picked()
    {
        await using var gateway = await GatewayAsync(new { turns = Model("RoundRobin", Target("one"), Target("two")) });
        var answered = new List<string?>();
        for (var i = 0; i < 8; i++)
        {
            answered.Add(await AskAsync(gateway, Body("turns")));
        }

        answered.ShouldBe(["one", "two", "one", "two", "one", "two", "one", "two"]);
    }

    [Fact]
    public async Task Least_busy_goes_where_the_fewest_wait()
    {
        await using var gateway = await GatewayAsync(new { m = Model("LeastBusy", Target("one", 1_000_000), Target("two", 1)) });
        One.Always(FakeAnswer.Text("Hi").After(TimeSpan.FromSeconds(20)));
        Two.Always(FakeAnswer.Text("Hi").After(TimeSpan.FromSeconds(20)));
        using var leaving = new CancellationTokenSource();

        // Without any under way the weights draw; then a call for a weight of one weighs more than one for a weight of a million.
        var waiting = new List<Task> { gateway.StreamAsync("m", token: leaving.Token) };
        await One.WaitForRequestAsync(1);
        waiting.Add(gateway.StreamAsync("m", token: leaving.Token));
        await Two.WaitForRequestAsync(1);
        waiting.Add(gateway.StreamAsync("m", token: leaving.Token));
        await One.WaitForRequestAsync(2);

        await leaving.CancelAsync();
        foreach (var one in waiting)
        {
            await Should.ThrowAsync<OperationCanceledException>(one);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Lowest_latency_goes_where_answers_come_first(bool stream)
    {
        await using var gateway = await GatewayAsync(new { m = Model("LowestLatency", Target("one", 1000), Target("two", 1)) });
        One.Always(FakeAnswer.Text("Hi").After(TimeSpan.FromSeconds(2)));

        // What is unknown is asked first, each once.
        string?[] first = [await AskAsync(gateway, Body("m", stream: stream)), await AskAsync(gateway, Body("m", stream: stream))];

        first.Order().ShouldBe(["one", "two"]);
        for (var i = 0; i < 8; i++)
        {
            (await AskAsync(gateway, Body("m", stream: stream))).ShouldBe("two");
        }
    }

    [Fact]
    [Proves("Gateway:Models:*:Targets:*:Price:Input")]
    public async Task Least_cost_goes_where_the_prompt_is_cheap()
    {
        await using var gateway = await GatewayAsync(new
        {
            a = Model("LeastCost", Priced("one", input: 5, output: 0), Priced("two", input: 1, output: 0)),
            b = Model("LeastCost", Priced("one", input: 1, output: 0), Priced("two", input: 5, output: 0)),
        });

        for (var i = 0; i < 5; i++)
        {
            (await AskAsync(gateway, Body("a"))).ShouldBe("two");
            (await AskAsync(gateway, Body("b"))).ShouldBe("one");
        }
    }

    [Fact]
    [Proves("Gateway:Models:*:Targets:*:Price:Output")]
    public async Task Least_cost_goes_where_the_answer_is_cheap()
    {
        await using var gateway = await GatewayAsync(new
        {
            a = Model("LeastCost", Priced("one", input: 0, output: 5), Priced("two", input: 0, output: 1)),
            b = Model("LeastCost", Priced("one", input: 0, output: 1), Priced("two", input: 0, output: 5)),
        });

        for (var i = 0; i < 5; i++)
        {
            (await AskAsync(gateway, Body("a", more: Short))).ShouldBe("two");
            (await AskAsync(gateway, Body("b", more: Short))).ShouldBe("one");
        }
    }

    [Fact]
    public async Task Least_cost_knows_prices_without_being_told_and_leaves_the_unknown_for_last()
    {
        One.Models.Add("gpt-4o");
        Two.Models.Add("a-model-of-our-own");
        await using var gateway = await GatewayAsync(new Dictionary<string, object>
        {
            ["known"] = Model("LeastCost", new { Model = "one/gpt-4o" }, new { Model = "two/gpt-4o-mini" }),
            ["a-*"] = Model("LeastCost", new { Model = "one/gpt-4o" }, new { Model = "two/*" }),
        });

        for (var i = 0; i < 5; i++)
        {
            (await AskAsync(gateway, Body("known"))).ShouldBe("two");
            (await AskAsync(gateway, Body("a-model-of-our-own"))).ShouldBe("one");
        }
    }

    [Fact]
    [Proves("Gateway:Models:*:Targets:*:Canary")]
    public async Task Canary_is_a_targets_share_whatever_the_weights_say()
    {
        await using var gateway = await GatewayAsync(new
        {
            m = new { Targets = new[] { Target("one"), new { Model = $"two/{UpstreamModel}", Weight = 1_000_000, Canary = 0.3 } } },
        });

        await Parallel.ForAsync(0, 300, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, _) => await AskAsync(gateway, Body("m")));

        // 90 are expected; six standard deviations are 48.
        Two.HeadsSeen.ShouldBeInRange(42, 138);
        One.Always(Fault.Status(500));
        (await AskAsync(gateway, Body("m"))).ShouldBe("two");
    }

    private static void Short(System.Text.Json.Nodes.JsonObject body) => body["max_tokens"] = 1;

    private static object Model(string strategy, params object[] targets) => new { Strategy = strategy, Targets = targets };

    private static object Target(string provider, int weight = 1) => new { Model = $"{provider}/{UpstreamModel}", Weight = weight };

    private static object Priced(string provider, decimal input, decimal output) =>
        new { Model = $"{provider}/{UpstreamModel}", Price = new { Input = input, Output = output } };
}
