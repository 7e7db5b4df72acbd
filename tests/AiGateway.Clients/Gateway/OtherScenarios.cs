using AiGateway.Fakes;

namespace AiGateway.Clients.Gateway;

/// <summary>Embeddings, models, and keys.</summary>
internal static class OtherScenarios
{
    public static async Task Embeddings(Scenario scenario)
    {
        var model = scenario.Kind switch
        {
            Dialect.OpenAI => "openai/text-embedding-3-small",
            Dialect.Gemini => "gemini/gemini-embedding-001",
            Dialect.Mistral => "mistral/mistral-embed",
            _ => scenario.Model,
        };
        if (scenario.Kind == Dialect.Anthropic)
        {
            var error = await scenario.Bench.RunAsync(scenario.Sdk, "embeddings", model).Error();
            ErrorScenarios.Raised(scenario, error, "BadRequestError", 400, "unsupported_operation");
            scenario.Requests.ShouldBeEmpty();
            return;
        }

        var result = await scenario.Bench.RunAsync(scenario.Sdk, "embeddings", model).Good();
        result.GetProperty("lengths").EnumerateArray().Select(each => each.GetInt32()).ShouldAllBe(length => length >= 128);
        result.GetProperty("indexes").EnumerateArray().Select(each => each.GetInt32()).ShouldBe([0, 1]);
        result.GetProperty("distance").GetDouble().ShouldBeLessThan(1e-6);
        result.GetProperty("apart").GetBoolean().ShouldBeTrue();
    }

    public static async Task Models(Scenario scenario)
    {
        var name = $"rescued-{ClientBench.Provider(scenario.Kind)}";
        var result = await scenario.Bench.RunAsync(scenario.Sdk, "models", name).Good();
        result.Texts("ids").ShouldContain(name);
        result.Texts("ids").ShouldContain("team/small");
        result.Text("one").ShouldBe(name);
    }

    /// <summary>The SDKs escape the slash of a name, or do not.</summary>
    public static async Task ModelWithSlash(Scenario scenario)
    {
        (await scenario.Bench.RunAsync(scenario.Sdk, "models", "team/small").Good()).Text("one").ShouldBe("team/small");
        (await scenario.Bench.RunAsync(scenario.Sdk, "models", scenario.Model).Good()).Text("one").ShouldBe(scenario.Model);
    }

    public static async Task NoSuchModel(Scenario scenario)
    {
        var error = await scenario.Bench.RunAsync(scenario.Sdk, "no_model", "no/such-model").Error();
        ErrorScenarios.Raised(scenario, error, "NotFoundError", 404, "model_not_found");
    }

    public static async Task KeyOfVariable(Scenario scenario)
    {
        (await scenario.RunAsync("chat", call => call with { Key = ClientBench.VariableKey }).Good()).Text("text").ShouldBe("Hello there, gateway");
        scenario.Request.Key.ShouldBe(scenario.Fake.Key);
    }
}
