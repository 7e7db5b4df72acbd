using AiGateway.Fakes;

namespace AiGateway.Clients.Gateway;

/// <summary>Thinking models in a tool loop: what proves the thought comes back unchanged where the SDK keeps it, and the loop goes on where it does not.</summary>
public sealed class ReasoningTests(ClientBench bench) : IClassFixture<ClientBench>
{
    /// <summary>Every SDK with a model of every way to think.</summary>
    public static TheoryData<Sdk, Dialect, string, string> All
    {
        get
        {
            (Dialect Kind, string Model)[] models =
            [
                (Dialect.OpenAI, "o4-mini"), (Dialect.OpenAI, "gpt-5-mini"), (Dialect.Anthropic, "claude-sonnet-4-5"), (Dialect.Anthropic, "claude-opus-4-7"),
                (Dialect.Gemini, "gemini-2.5-pro"), (Dialect.Gemini, "gemini-3-pro-preview"), (Dialect.Mistral, "magistral-medium-latest"),
            ];
            var data = new TheoryData<Sdk, Dialect, string, string>();
            foreach (var (kind, model) in models)
            {
                foreach (var sdk in Enum.GetValues<Sdk>())
                {
                    data.Add(sdk, kind, model, "loop");
                    data.Add(sdk, kind, model, "loop_stream");
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_tool_loop_goes_on(Sdk sdk, Dialect kind, string model, string operation)
    {
        var scenario = new Scenario(bench, sdk, kind);
        var result = await bench.RunAsync(sdk, operation, $"{ClientBench.Provider(kind)}/{model}", call => call with { Effort = "low" }).Good();
        ToolScenarios.Answered(result);
        scenario.Requests.Count.ShouldBe(2);
        if (sdk == Sdk.Npm && kind is Dialect.Anthropic or Dialect.Gemini)
        {
            var proof = kind == Dialect.Anthropic ? "\"signature\":" : model.StartsWith("gemini-3", StringComparison.Ordinal) ? "\"thoughtSignature\":" : "functionCall";
            scenario.Requests[1].BodyText.ShouldContain(proof);
        }

        if (kind is not Dialect.Mistral)
        {
            result.GetProperty("usage").Number("reasoning").ShouldBeGreaterThan(kind == Dialect.Anthropic ? -1 : 0);
        }
    }

    [Theory]
    [InlineData(Dialect.Anthropic, "claude-sonnet-4-5")]
    [InlineData(Dialect.Anthropic, "claude-opus-4-7")]
    [InlineData(Dialect.Gemini, "gemini-2.5-flash")]
    [InlineData(Dialect.Mistral, "magistral-medium-latest")]
    public async Task Thoughts_are_shown_beside_the_text(Dialect kind, string model)
    {
        foreach (var operation in (string[])["chat", "stream"])
        {
            bench.Fresh(kind);
            var result = await bench.RunAsync(Sdk.Npm, operation, $"{ClientBench.Provider(kind)}/{model}", call => call with { Effort = "high" }).Good();
            result.Text("text").ShouldBe("Hello there, gateway");
            result.Text("reasoning").ShouldBe("The user said: Hello there, gateway", $"{operation} with {model}");
        }
    }
}
