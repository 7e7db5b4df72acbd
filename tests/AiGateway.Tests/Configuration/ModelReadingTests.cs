namespace AiGateway.Tests.Configuration;

public sealed class ModelReadingTests : IDisposable
{
    private readonly ConfigBench _bench = new();

    public void Dispose() => _bench.Dispose();

    private static string Models(string inside) => ConfigBench.Gateway($$"""  "Models": { {{inside}} } """);

    [Theory]
    [InlineData("\"m\": \"\"", "Gateway:Models:m")]
    [InlineData("\"m\": \"mock\"", "Gateway:Models:m")]
    [InlineData("\"m\": \"mock/\"", "Gateway:Models:m")]
    [InlineData("\"m\": \"/x\"", "Gateway:Models:m")]
    [InlineData("\"m\": \"mock/a b\"", "Gateway:Models:m")]
    [InlineData("\"m\": \"mock/*\"", "Gateway:Models:m")]
    [InlineData("\"m-*\": \"mock/*-*\"", "Gateway:Models:m-*")]
    [InlineData("\"*-m-*\": \"mock/a\"", "Gateway:Models:*-m-*")]
    [InlineData("\"m n\": \"mock/a\"", "Gateway:Models:m n")]
    [InlineData("\"m\": { \"Name\": \"\", \"Targets\": [ \"mock/a\" ] }", "Gateway:Models:m:Name")]
    [InlineData("\"m\": { \"Name\": \"a b\", \"Targets\": [ \"mock/a\" ] }", "Gateway:Models:m:Name")]
    [InlineData("\"m\": {}", "Gateway:Models:m:Targets")]
    [InlineData("\"m\": null", "Gateway:Models:m:Targets")]
    [InlineData("\"m\": { \"Targets\": [ { \"Weight\": 2 } ] }", "Gateway:Models:m:Targets:0:Model")]
    [InlineData("\"m\": { \"Targets\": [ { \"Model\": \"mock/a\", \"Tier\": 0 } ] }", "Gateway:Models:m:Targets:0:Tier")]
    [InlineData("\"m\": { \"Targets\": [ { \"Model\": \"mock/a\", \"Weight\": 1000001 } ] }", "Gateway:Models:m:Targets:0:Weight")]
    [InlineData("\"m\": { \"Targets\": [ \"mock/a\", { \"Model\": \"MOCK/a\", \"Tier\": 2 } ] }", "Gateway:Models:m:Targets:1")]
    [InlineData("\"m\": { \"Targets\": [ \"mock/a\" ], \"Timeouts\": { \"Idle\": \"0s\" } }", "Gateway:Models:m:Timeouts:Idle")]
    [InlineData("\"m\": { \"Targets\": [ \"mock/a\" ], \"Timeouts\": { \"FirstToken\": \"20m\" } }", "Gateway:Models:m:Timeouts:FirstToken")]
    [InlineData("\"m\": { \"Targets\": [ \"mock/a\" ], \"KeepAlive\": \"11m\" }", "Gateway:Models:m:KeepAlive")]
    [InlineData("\"m\": { \"Targets\": [ \"mock/a\" ], \"Timeout\": {} }", "Gateway:Models:m:Timeout")]
    public void What_cannot_work_is_refused_where_it_stands(string model, string path) => _bench.Problem(Models(model)).Path.ShouldBe(path);

    [Fact]
    public void A_short_total_alone_may_cut_the_defaults_of_the_others() =>
        _bench.Sound(Models("\"m\": { \"Targets\": [ \"mock/a\" ], \"Timeouts\": { \"Total\": \"1s\" } }"))
            .Models["m"].Timeouts.Total.ShouldBe(TimeSpan.FromSeconds(1));

    [Fact]
    public void A_target_without_its_provider_says_how_to_get_it_and_lists_the_others()
    {
        var problem = _bench.Problem(Models("\"m\": \"openai/gpt-4o\""));

        problem.Path.ShouldBe("Gateway:Models:m");
        problem.Message.ShouldBe("There is no provider `openai`. Set OPENAI_API_KEY in the environment, or add it under Gateway:Providers. Providers: mock.");
    }

    [Theory]
    [InlineData("\"a\": \"mock/x\", \"b\": \"a\"")]
    [InlineData("\"a\": \"mock/x\", \"b\": \"a/y\"")]
    [InlineData("\"a/y\": \"mock/x\", \"b\": \"a/y\"")]
    public void A_name_that_stands_for_another_name_is_refused_and_told_why(string models)
    {
        var problem = _bench.Problem(Models(models));

        problem.Path.ShouldBe("Gateway:Models:b");
        problem.Message.ShouldContain("cannot stand for another model name");
    }

    [Fact]
    public void The_first_slash_ends_the_provider() =>
        _bench.Sound(Models("\"m\": \"mock/meta/llama-3:free\"")).Models["m"].Targets[0].UpstreamModel.ShouldBe("meta/llama-3:free");

    [Fact]
    public void Two_entries_of_one_effective_name_are_refused()
    {
        var problem = _bench.Problem(Models("\"a\": \"mock/x\", \"b\": { \"Name\": \"a\", \"Targets\": [ \"mock/y\" ] }"));

        problem.Path.ShouldBe("Gateway:Models:b");
        problem.Message.ShouldContain("the other one is Gateway:Models:a");
    }

    [Fact]
    public void A_name_of_digits_is_possible_inside() =>
        _bench.Sound(Models("\"seven\": { \"Name\": \"7\", \"Targets\": [ \"mock/x\" ] }")).Models.ContainsKey("7").ShouldBeTrue();

    [Fact]
    public void An_unsound_provider_does_not_drag_its_models_along() =>
        _bench.Problem("""{ "Gateway": { "Providers": { "p": { "Type": "Nope" } }, "Models": { "m": "p/x" } } }""").Path.ShouldBe("Gateway:Providers:p:Type");
}
