using AiGateway.Configuration;

namespace AiGateway.Tests.Configuration;

/// <summary>Options that could only be ignored are refused, and their like that do something are not.</summary>
public sealed class WithoutEffectTests : IDisposable
{
    private const string Providers = """
        "Providers": {
          "one": { "Type": "OpenAI", "ApiKeys": [ "env:A" ] },
          "two": { "Type": "OpenAI", "ApiKeys": [ "env:A", "env:B" ] },
          "free": { "Type": "OpenAICompatible", "BaseUrl": "https://free.example" }
        }
        """;

    private readonly ConfigBench _bench = new();

    public WithoutEffectTests()
    {
        _bench.Variables["A"] = "provider-key-a";
        _bench.Variables["B"] = "provider-key-b";
    }

    public void Dispose() => _bench.Dispose();

    private static string Model(string targets, string rest = "") =>
        ConfigBench.Gateway($$""" {{Providers}}, "Models": { "m": { "Targets": [ {{targets}} ] {{(rest.Length == 0 ? "" : ", " + rest)}} } } """);

    private static string Priced(string model) => $$"""{ "Model": "{{model}}", "Price": { "Input": 1, "Output": 2 } }""";

    [Theory]
    [InlineData("\"mock/a\"", "\"Hedge\": true", "Hedge")]
    [InlineData("\"mock/a\"", "\"Hedge\": { \"After\": \"1s\" }, \"Fallbacks\": { \"Any\": [ \"mock/b\" ] }", "Hedge")]
    [InlineData("\"mock/a\"", "\"Strategy\": \"RoundRobin\"", "Strategy")]
    [InlineData("\"mock/a\"", "\"Strategy\": \"Weighted\"", "Strategy")]
    [InlineData("\"mock/a\", { \"Model\": \"mock/b\", \"Tier\": 2 }", "\"Strategy\": \"LeastBusy\"", "Strategy")]
    [InlineData("\"mock/a\", { \"Model\": \"mock/b\", \"Canary\": 0.1 }", "\"Strategy\": \"LeastBusy\"", "Strategy")]
    [InlineData("\"one/a\"", "\"Affinity\": true", "Affinity")]
    [InlineData("\"free/a\"", "\"Affinity\": true", "Affinity")]
    [InlineData("{ \"Model\": \"mock/a\", \"Canary\": 0.1 }", "", "Targets:0:Canary")]
    [InlineData("\"mock/a\", { \"Model\": \"mock/b\", \"Canary\": 0.1, \"Tier\": 2 }", "", "Targets:1:Canary")]
    [InlineData("{ \"Model\": \"mock/a\", \"Canary\": 0.1 }, { \"Model\": \"mock/b\", \"Canary\": 0.2 }", "", "Targets:0:Canary")]
    [InlineData("\"mock/a\", { \"Model\": \"mock/b\", \"Canary\": 0.3 }, { \"Model\": \"mock/c\", \"Canary\": 0.7 }", "", "Targets:2:Canary")]
    [InlineData("\"mock/a\"", "\"Fallbacks\": { \"Any\": [ \"mock/a\" ] }", "Fallbacks:Any:0")]
    [InlineData("\"mock/a\"", "\"Fallbacks\": { \"TooLong\": [ { \"Model\": \"MOCK/a\" } ] }", "Fallbacks:TooLong:0")]
    [InlineData("\"mock/a\"", "\"Fallbacks\": { \"Policy\": [ \"mock/a\" ] }", "Fallbacks:Policy:0")]
    [InlineData("\"mock/a\", \"mock/b\"", "\"Fallbacks\": { \"TooLong\": [ \"mock/b\" ] }", "Fallbacks:TooLong:0")]
    public void What_would_have_no_effect_is_refused(string targets, string rest, string path) =>
        _bench.Problem(Model(targets, rest)).Path.ShouldBe($"Gateway:Models:m:{path}");

    [Theory]
    [InlineData("\"mock/a\", { \"Model\": \"mock/b\", \"Tier\": 2 }", "\"Hedge\": true")]
    [InlineData("\"mock/a\", { \"Model\": \"mock/b\", \"Tier\": 2 }, { \"Model\": \"mock/c\", \"Tier\": 2 }", "\"Strategy\": \"LeastBusy\"")]
    [InlineData("\"mock/a\", { \"Model\": \"mock/b\", \"Canary\": 0.1 }, \"mock/c\"", "\"Strategy\": \"LeastBusy\"")]
    [InlineData("\"two/a\"", "\"Affinity\": true")]
    [InlineData("\"one/a\", \"mock/b\"", "\"Affinity\": true")]
    [InlineData("\"one/a\"", "\"Affinity\": false")]
    [InlineData("\"mock/a\", { \"Model\": \"mock/b\", \"Canary\": 0.3 }, { \"Model\": \"mock/c\", \"Canary\": 0.6 }", "")]
    [InlineData("\"mock/a\", { \"Model\": \"mock/b\", \"When\": { \"MaxTokens\": 5 } }", "\"Fallbacks\": { \"Any\": [ \"mock/b\" ], \"TooLong\": [ \"mock/b\" ] }")]
    [InlineData("\"mock/a\", \"mock/b\"", "\"Fallbacks\": { \"Policy\": [ \"mock/b\" ] }")]
    [InlineData("\"mock/a\"", "\"Fallbacks\": { \"Policy\": [ \"mock/b\" ], \"Any\": [ \"mock/b\" ], \"TooLong\": [ \"mock/b\" ] }")]
    [InlineData("\"mock/a\"", "\"Timeouts\": { \"ThroughputWindow\": \"5s\", \"MinBytesPerSecond\": 10, \"Answer\": \"10m\" }")]
    [InlineData("{ \"Model\": \"mock/a\", \"When\": { \"MinTokens\": 5, \"MaxTokens\": 5 } }", "")]
    public void What_has_one_is_not(string targets, string rest) => _bench.Sound(Model(targets, rest));

    [Fact]
    public void Least_cost_needs_a_price_of_every_target_that_is_named()
    {
        var problem = _bench.Problem(Model($"{Priced("one/a")}, \"two/b\"", "\"Strategy\": \"LeastCost\""));

        problem.Path.ShouldBe("Gateway:Models:m:Targets:1");
        problem.Message.ShouldContain("`two/b` is not known");
        _bench.Sound(Model($"{Priced("one/a")}, {Priced("two/b")}", "\"Strategy\": \"LeastCost\"")).Models["m"].Strategy.ShouldBe(RoutingStrategy.LeastCost);
    }

    [Fact]
    public void Least_cost_takes_the_gateways_own_prices_and_leaves_a_star_until_it_is_named()
    {
        _bench.IsPriced = (provider, model) => provider is { Name: "two", Type: ProviderType.OpenAI } && model == "b";

        _bench.Sound(Model("\"two/b\", { \"Model\": \"one/a\", \"Price\": { \"Input\": 0, \"Output\": 0 } }", "\"Strategy\": \"LeastCost\""));
        _bench.Problem(Model("\"two/b\", \"one/b\"", "\"Strategy\": \"LeastCost\"")).Path.ShouldBe("Gateway:Models:m:Targets:1");
        _bench.Sound(ConfigBench.Gateway($$""" {{Providers}}, "Models": { "m-*": { "Targets": [ "one/*", "two/*" ], "Strategy": "LeastCost" } } """));
    }

    [Fact]
    public void A_health_check_of_the_mock_is_refused_and_of_others_read()
    {
        _bench.Problem(ConfigBench.Gateway(""" "Providers": { "p": { "Type": "Mock", "HealthCheck": "10s" } } """)).Path.ShouldBe("Gateway:Providers:p:HealthCheck");
        _bench.Problem(ConfigBench.Gateway(""" "Providers": { "p": { "Type": "OpenAI", "ApiKeys": [ "env:A" ], "HealthCheck": "0s" } } """)).Path.ShouldBe("Gateway:Providers:p:HealthCheck");
        _bench.Sound(ConfigBench.Gateway(""" "Providers": { "p": { "Type": "OpenAI", "ApiKeys": [ "env:A" ], "HealthCheck": "10s" } } """))
            .Providers["p"].HealthCheck.ShouldBe(TimeSpan.FromSeconds(10));
    }
}
