using AiGateway.Configuration;

namespace AiGateway.Tests.Configuration;

/// <summary>What a model says of its targets, fallbacks, mirror and second calls.</summary>
public sealed class RoutingReadingTests : IDisposable
{
    private readonly ConfigBench _bench = new();

    public void Dispose() => _bench.Dispose();

    private static string Model(string inside) => ConfigBench.Gateway($$""" "Models": { "m": { {{inside}} } }, "VirtualKeys": { "shop": "{{ConfigBench.StrongKey}}" } """);

    [Fact]
    public void Every_field_of_a_target_is_read()
    {
        var targets = _bench.Sound(Model("""
            "Targets": [
              "mock/a",
              { "Model": "mock/b", "Weight": 2, "Tier": 1, "Canary": 0.25, "ContextTokens": 8192, "Capabilities": [ "vision", "Tools" ], "Price": { "Input": 0.15, "Output": 2.000001 },
                "When": { "Keys": [ "SHOP" ], "Tags": [ "a", "b c" ], "Headers": { "X-Tier": "gold" }, "MinTokens": 1, "MaxTokens": 1000, "Uses": [ "Reasoning" ] } }
            ]
            """)).Models["m"].Targets;

        targets[0].ShouldBe(new TargetOptions { Provider = "mock", UpstreamModel = "a" });
        var full = targets[1];
        (full.Weight, full.Tier, full.Canary, full.ContextTokens).ShouldBe((2, 1, 0.25, 8192));
        full.Capabilities.ShouldBe([Capability.Tools, Capability.Vision]);
        full.Price.ShouldBe(new PriceOptions { Input = 150_000, Output = 2_000_001 });
        var when = full.When.ShouldNotBeNull();
        when.Keys.ShouldBe(["SHOP"]);
        when.Tags.ShouldBe(["a", "b c"]);
        when.Headers["x-tier"].ShouldBe("gold");
        (when.MinTokens, when.MaxTokens).ShouldBe((1, 1000));
        when.Uses.ShouldBe([Capability.Reasoning]);
    }

    [Fact]
    public void Every_field_of_a_models_routing_is_read()
    {
        var model = _bench.Sound(Model("""
            "Targets": [ "mock/a", "mock/b" ], "Strategy": "leastbusy", "MaxRetries": 0, "MaxAttempts": 50, "RetryDelay": "0s", "RetryAfterCap": "30s",
            "Fallbacks": { "TooLong": [ "mock/long" ], "Policy": [ { "Model": "mock/b" } ], "Any": { "x": "mock/long", "y": { "Model": "mock/z", "When": { "MaxTokens": 5 } } } },
            "CallerFallbacks": true, "Hedge": { "After": "2s", "Share": 1 }, "Mirror": { "Target": { "Model": "mock/a", "Price": 0 }, "Share": 0.5 },
            "Affinity": true, "RequireCapabilities": true
            """)).Models["m"];

        model.Strategy.ShouldBe(RoutingStrategy.LeastBusy);
        (model.MaxRetries, model.MaxAttempts, model.RetryDelay, model.RetryAfterCap).ShouldBe((0, 50, TimeSpan.Zero, TimeSpan.FromSeconds(30)));
        model.Fallbacks.TooLong.Select(t => t.UpstreamModel).ShouldBe(["long"]);
        model.Fallbacks.Policy.Select(t => t.UpstreamModel).ShouldBe(["b"]);
        model.Fallbacks.Any.Select(t => (t.UpstreamModel, t.When?.MaxTokens)).ShouldBe([("long", null), ("z", 5)]);
        model.Hedge.ShouldBe(new HedgeOptions { After = TimeSpan.FromSeconds(2), Share = 1 });
        model.Mirror.ShouldBe(new MirrorOptions { Target = new TargetOptions { Provider = "mock", UpstreamModel = "a", Price = new PriceOptions { Input = 0, Output = 0 } }, Share = 0.5 });
        (model.CallerFallbacks, model.Affinity, model.RequireCapabilities).ShouldBe((true, true, true));
    }

    [Fact]
    public void Short_forms_are_the_defaults_of_the_long_ones()
    {
        var model = _bench.Sound(Model(""" "Targets": [ "mock/a", "mock/b" ], "Stream": "Atomic", "Hedge": true, "Mirror": "mock/c" """)).Models["m"];

        model.Stream.ShouldBe(new StreamOptions { Mode = StreamMode.Atomic });
        model.Hedge.ShouldBe(new HedgeOptions { After = null, Share = 0.05 });
        model.Mirror.ShouldBe(new MirrorOptions { Target = new TargetOptions { Provider = "mock", UpstreamModel = "c" }, Share = 1 });
    }

    [Fact]
    public void Nothing_said_is_off()
    {
        var model = _bench.Sound(Model(""" "Targets": [ "mock/a" ], "Hedge": false """)).Models["m"];

        model.Hedge.ShouldBeNull();
        model.Mirror.ShouldBeNull();
        model.Stream.ShouldBe(new StreamOptions());
        (model.Fallbacks.TooLong.Count + model.Fallbacks.Policy.Count + model.Fallbacks.Any.Count).ShouldBe(0);
        (model.Strategy, model.MaxRetries, model.MaxAttempts, model.CallerFallbacks, model.Affinity, model.RequireCapabilities)
            .ShouldBe((RoutingStrategy.Weighted, 1, 8, false, false, false));
        (model.RetryDelay, model.RetryAfterCap).ShouldBe((TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void An_empty_list_of_capabilities_is_a_model_without_any_and_none_is_one_not_known()
    {
        var targets = _bench.Sound(Model(""" "Targets": [ { "Model": "mock/a", "Capabilities": [] }, { "Model": "mock/b", "Capabilities": null } ] """)).Models["m"].Targets;

        targets[0].Capabilities.ShouldNotBeNull().ShouldBeEmpty();
        targets[1].Capabilities.ShouldBeNull();
    }

    [Theory]
    [InlineData("\"Canary\": 0", "Canary")]
    [InlineData("\"Canary\": 1", "Canary")]
    [InlineData("\"Canary\": 5e-2", "Canary")]
    [InlineData("\"Canary\": \"5%\"", "Canary")]
    [InlineData("\"ContextTokens\": 0", "ContextTokens")]
    [InlineData("\"ContextTokens\": \"128k\"", "ContextTokens")]
    [InlineData("\"Capabilities\": [ \"Sight\" ]", "Capabilities:0")]
    [InlineData("\"Capabilities\": [ \"1\" ]", "Capabilities:0")]
    [InlineData("\"Capabilities\": [ \"Tools\", \"tools\" ]", "Capabilities:1")]
    [InlineData("\"Capabilities\": [ { \"x\": 1 } ]", "Capabilities:0")]
    [InlineData("\"Capabilities\": \"Tools\"", "Capabilities")]
    [InlineData("\"Price\": {}", "Price")]
    [InlineData("\"Price\": 3", "Price")]
    [InlineData("\"Price\": { \"Input\": 1 }", "Price:Output")]
    [InlineData("\"Price\": { \"Input\": -1, \"Output\": 1 }", "Price:Input")]
    [InlineData("\"Price\": { \"Input\": 1e-6, \"Output\": 1 }", "Price:Input")]
    [InlineData("\"Price\": { \"Input\": 1, \"Output\": 1, \"Cached\": 1 }", "Price:Cached")]
    [InlineData("\"When\": \"vip\"", "When")]
    [InlineData("\"When\": { \"Key\": [ \"shop\" ] }", "When:Key")]
    [InlineData("\"When\": { \"Keys\": [ \"shpo\" ] }", "When:Keys")]
    [InlineData("\"When\": { \"Keys\": [ \"shop\", \"Shop\" ] }", "When:Keys:1")]
    [InlineData("\"When\": { \"Tags\": [ \"a,b\" ] }", "When:Tags:0")]
    [InlineData("\"When\": { \"Tags\": [ \" a\" ] }", "When:Tags:0")]
    [InlineData("\"When\": { \"Headers\": { \"a b\": \"x\" } }", "When:Headers:a b")]
    [InlineData("\"When\": { \"Headers\": { \"X-Api-Key\": \"x\" } }", "When:Headers:X-Api-Key")]
    [InlineData("\"When\": { \"Headers\": { \"x\": \"\" } }", "When:Headers:x")]
    [InlineData("\"When\": { \"Headers\": { \"x\": \"a \" } }", "When:Headers:x")]
    [InlineData("\"When\": { \"MinTokens\": 0 }", "When:MinTokens")]
    [InlineData("\"When\": { \"MinTokens\": 11, \"MaxTokens\": 10 }", "When:MinTokens")]
    [InlineData("\"When\": { \"Uses\": [ \"Vison\" ] }", "When:Uses:0")]
    public void What_is_wrong_with_a_target_is_refused_where_it_stands(string fields, string path) =>
        _bench.Problem(Model($$""" "Targets": [ "mock/a", { "Model": "mock/b", {{fields}} } ] """)).Path.ShouldBe($"Gateway:Models:m:Targets:1:{path}");

    [Theory]
    [InlineData("\"MaxRetries\": 11", "MaxRetries")]
    [InlineData("\"MaxAttempts\": 0", "MaxAttempts")]
    [InlineData("\"MaxAttempts\": 51", "MaxAttempts")]
    [InlineData("\"RetryDelay\": \"11m\"", "RetryDelay")]
    [InlineData("\"RetryAfterCap\": \"11m\"", "RetryAfterCap")]
    [InlineData("\"Strategy\": 1", "Strategy")]
    [InlineData("\"Hedge\": {}", "Hedge")]
    [InlineData("\"Hedge\": null", "Hedge")]
    [InlineData("\"Hedge\": \"on\"", "Hedge")]
    [InlineData("\"Hedge\": { \"Share\": 0 }", "Hedge:Share")]
    [InlineData("\"Hedge\": { \"After\": \"0s\" }", "Hedge:After")]
    [InlineData("\"Hedge\": { \"After\": \"2m\" }", "Hedge:After")]
    [InlineData("\"Hedge\": { \"After\": \"1s\" }, \"Timeouts\": { \"Total\": \"1s\" }", "Hedge:After")]
    [InlineData("\"Mirror\": {}", "Mirror")]
    [InlineData("\"Mirror\": \"b\"", "Mirror")]
    [InlineData("\"Mirror\": { \"Share\": 0.5 }", "Mirror:Target")]
    [InlineData("\"Mirror\": { \"Target\": \"\" }", "Mirror:Target")]
    [InlineData("\"Mirror\": { \"Target\": \"moc/c\" }", "Mirror:Target")]
    [InlineData("\"Mirror\": { \"Target\": { \"Model\": \"moc/c\" } }", "Mirror:Target:Model")]
    [InlineData("\"Mirror\": { \"Target\": { \"Model\": \"mock/c\", \"Weight\": 2 } }", "Mirror:Target:Weight")]
    [InlineData("\"Mirror\": { \"Target\": \"mock/c\", \"Share\": 0 }", "Mirror:Share")]
    [InlineData("\"Fallbacks\": \"mock/c\"", "Fallbacks")]
    [InlineData("\"Fallbacks\": [ \"mock/c\" ]", "Fallbacks")]
    [InlineData("\"Fallbacks\": { \"Other\": [ \"mock/c\" ] }", "Fallbacks:Other")]
    [InlineData("\"Fallbacks\": { \"Any\": [ \"c\" ] }", "Fallbacks:Any:0")]
    [InlineData("\"Fallbacks\": { \"Any\": [ \"moc/c\" ] }", "Fallbacks:Any:0")]
    [InlineData("\"Fallbacks\": { \"Any\": [ \"mock/c\", \"mock/c\" ] }", "Fallbacks:Any:1")]
    [InlineData("\"Fallbacks\": { \"Any\": [ { \"Model\": \"mock/c\", \"Tier\": 2 } ] }", "Fallbacks:Any:0:Tier")]
    [InlineData("\"Fallbacks\": { \"Policy\": [ { \"Model\": \"mock/c\", \"Canary\": 0.5 } ] }", "Fallbacks:Policy:0:Canary")]
    [InlineData("\"Fallbacks\": { \"TooLong\": [ { \"Model\": \"mock/c\", \"Weight\": 2 } ] }", "Fallbacks:TooLong:0:Weight")]
    [InlineData("\"Fallbacks\": { \"TooLong\": [ { \"Model\": \"mock/c\", \"When\": { \"Keys\": [ \"nobody\" ] } } ] }", "Fallbacks:TooLong:0:When:Keys")]
    [InlineData("\"Stream\": \"Buffered\"", "Stream")]
    [InlineData("\"Stream\": { \"Mode\": \"Held\", \"HoldBytes\": 1048577 }", "Stream:HoldBytes")]
    [InlineData("\"Stream\": { \"Mode\": \"Held\", \"HoldTime\": \"0s\" }", "Stream:HoldTime")]
    [InlineData("\"Stream\": { \"Mode\": \"Atomic\", \"HoldTime\": \"1s\" }", "Stream:HoldTime")]
    [InlineData("\"Stream\": { \"HoldBytes\": 4096 }", "Stream:HoldBytes")]
    [InlineData("\"Timeouts\": { \"Answer\": \"11m\" }", "Timeouts:Answer")]
    [InlineData("\"Timeouts\": { \"MinBytesPerSecond\": 1000001 }", "Timeouts:MinBytesPerSecond")]
    [InlineData("\"Timeouts\": { \"ThroughputWindow\": \"5s\" }", "Timeouts:ThroughputWindow")]
    [InlineData("\"Timeouts\": { \"ThroughputWindow\": \"5s\", \"MinBytesPerSecond\": 0 }", "Timeouts:ThroughputWindow")]
    [InlineData("\"Timeouts\": { \"ThroughputWindow\": \"11m\", \"MinBytesPerSecond\": 1 }", "Timeouts:ThroughputWindow")]
    public void What_is_wrong_with_a_model_is_refused_where_it_stands(string fields, string path) =>
        _bench.Problem(Model($$""" "Targets": [ "mock/a", "mock/b" ], {{fields}} """)).Path.ShouldBe($"Gateway:Models:m:{path}");

    [Fact]
    public void A_key_that_does_not_exist_is_answered_with_the_one_that_was_meant() =>
        _bench.Problem(Model(""" "Targets": [ { "Model": "mock/a", "When": { "Keys": [ "shpo" ] } } ] """)).Message.ShouldContain("Did you mean `shop`?");

    [Fact]
    public void A_key_that_is_unsound_is_no_key_that_does_not_exist() =>
        _bench.Problem(ConfigBench.Gateway(""" "Models": { "m": { "Targets": [ { "Model": "mock/a", "When": { "Keys": [ "k" ] } } ] } }, "VirtualKeys": { "k": "short" } """))
            .Path.ShouldBe("Gateway:VirtualKeys:k");

    [Fact]
    public void The_environments_key_can_be_a_condition()
    {
        _bench.Variables["AIGATEWAY_KEY"] = ConfigBench.StrongKey;

        _bench.Sound(ConfigBench.Gateway(""" "Models": { "m": { "Targets": [ { "Model": "mock/a", "When": { "Keys": [ "AIGATEWAY_KEY" ] } } ] } } """));
    }

    [Fact]
    public void A_mirror_may_be_one_of_the_targets() => _bench.Sound(Model(""" "Targets": [ "mock/a" ], "Mirror": "mock/a" """));
}
