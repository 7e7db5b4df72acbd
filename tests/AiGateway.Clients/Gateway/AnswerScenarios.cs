using AiGateway.Fakes;
using AiGateway.Fakes.Answers;

namespace AiGateway.Clients.Gateway;

/// <summary>Chat and its options.</summary>
internal static class AnswerScenarios
{
    private const string Hello = "Hello there, gateway";

    public static async Task Chat(Scenario scenario)
    {
        scenario.Fake.Next(FakeAnswer.Honest.WithUsage(input: 20, output: 5, cacheRead: 7));
        var result = await scenario.RunAsync("chat").Good();
        result.Text("text").ShouldBe(Hello);
        result.Text("finish").ShouldBe("stop");
        result.Text("provider").ShouldBe(ClientBench.Provider(scenario.Kind));
        result.Text("dropped").ShouldBeNull();
        result.GetProperty("usage").Number("input").ShouldBe(27);
        result.GetProperty("usage").Number("cached").ShouldBe(7);
        result.GetProperty("usage").Number("output").ShouldBe(5);
        result.GetProperty("usage").Number("total").ShouldBe(32);
        result.GetProperty("raw").GetProperty("choices")[0].GetProperty("message").TryGetProperty("tool_calls", out _).ShouldBeFalse();
        scenario.Request.Key.ShouldBe(scenario.Fake.Key);
    }

    public static async Task Stream(Scenario scenario)
    {
        scenario.Fake.Next(FakeAnswer.Text("One", ", two", ", three").WithUsage(input: 20, output: 6, cacheRead: 7));
        var result = await scenario.RunAsync("stream").Good();
        result.Text("text").ShouldBe("One, two, three");
        result.Number("pieces").ShouldBe(3);
        result.Number("ids").ShouldBe(1);
        result.Text("finish").ShouldBe("stop");
        result.GetProperty("usage").Number("input").ShouldBe(27);
        result.GetProperty("usage").Number("cached").ShouldBe(7);
        result.GetProperty("usage").Number("total").ShouldBe(33);
    }

    public static async Task Roles(Scenario scenario)
    {
        (await scenario.RunAsync("roles").Good()).Text("text").ShouldBe(Hello);
        var sent = scenario.Request.BodyText;
        sent.ShouldContain("Be brief.");
        sent.ShouldContain("Be kind.");
        sent.Contains("developer", StringComparison.Ordinal).ShouldBe(scenario.Kind == Dialect.OpenAI);
    }

    public static async Task Choices(Scenario scenario)
    {
        var result = await scenario.RunAsync("choices").Good();
        var can = scenario.Kind != Dialect.Anthropic;
        result.Texts("choices").ShouldBe(can ? [Hello, Hello] : [Hello]);
        result.Text("dropped").ShouldBe(can ? null : "n");
    }

    public static async Task Stop(Scenario scenario)
    {
        var result = await scenario.RunAsync("stop", call => call with { Prompt = "Say this END and not that" }).Good();
        result.Text("text").ShouldBe("Say this ");
        result.Text("finish").ShouldBe("stop");
    }

    public static async Task Limit(Scenario scenario)
    {
        var result = await scenario.RunAsync("limit", call => call with { Prompt = "one two three four five six" }).Good();
        result.Text("finish").ShouldBe("length");
        result.Text("text").ShouldNotBeNull().Length.ShouldBeLessThan("one two three four five six".Length);
    }

    public static async Task Logprobs(Scenario scenario)
    {
        var result = await scenario.RunAsync("logprobs").Good();
        result.Text("text").ShouldBe(Hello);
        if (scenario.Kind == Dialect.OpenAI)
        {
            string.Concat(result.Texts("logprobs")).ShouldBe(Hello);
        }
        else if (scenario.Kind == Dialect.Gemini)
        {
            scenario.Request.Json.GetProperty("generationConfig").GetProperty("responseLogprobs").GetBoolean().ShouldBeTrue();
        }
        else
        {
            result.Text("dropped").ShouldBe("logprobs");
        }
    }

    public static async Task Image(Scenario scenario)
    {
        (await scenario.RunAsync("image").Good()).Text("text").ShouldBe(Hello);
        scenario.Request.BodyText.ShouldContain(Samples.Png);
    }

    public static async Task Structured(Scenario scenario)
    {
        var result = await scenario.RunAsync("structured").Good();
        result.GetProperty("parsed").Text("answer").ShouldBe("text");
        result.GetProperty("parsed").GetProperty("score").GetDouble().ShouldBe(1);
        result.Text("finish").ShouldBe("stop");
    }

    public static async Task Refusal(Scenario scenario)
    {
        scenario.Fake.Next(FakeAnswer.Refusal("I will ", "not."));
        var result = await scenario.RunAsync("chat").Good();
        Refused(scenario, result.Text("text"), result.Text("refusal"), result.Text("finish"));
    }

    public static async Task RefusalStreamed(Scenario scenario)
    {
        scenario.Fake.Next(FakeAnswer.Refusal("I will ", "not."));
        var result = await scenario.RunAsync("stream").Good();
        Refused(scenario, result.Text("text"), result.Text("refusal"), result.Text("finish"));
    }

    public static Task Filtered(Scenario scenario) => FilteredAsync(scenario, "chat");

    public static Task FilteredStreamed(Scenario scenario) => FilteredAsync(scenario, "stream");

    /// <summary>Mistral has no word for it but that the generation failed.</summary>
    private static async Task FilteredAsync(Scenario scenario, string operation)
    {
        scenario.Fake.Always(FakeAnswer.Text("Once upon").Finishing(FakeFinish.ContentFilter));
        if (scenario.Kind == Dialect.Mistral)
        {
            ErrorScenarios.Raised(scenario, await scenario.RunAsync(operation).Error(), "InternalServerError", 502, null);
        }
        else
        {
            (await scenario.RunAsync(operation).Good()).Text("finish").ShouldBe("content_filter");
        }
    }

    /// <summary>OpenAI alone has words of its own for a refusal; Anthropic ends so; elsewhere it is text like any other.</summary>
    private static void Refused(Scenario scenario, string? text, string? refusal, string? finish)
    {
        (text + refusal).ShouldBe("I will not.");
        finish.ShouldBe(scenario.Kind == Dialect.Anthropic ? "content_filter" : "stop");
        if (scenario.Kind == Dialect.OpenAI)
        {
            refusal.ShouldBe("I will not.");
        }
    }
}
