using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Pipeline;

/// <summary>The main road: a chat request through the whole gateway to each kind of provider and back.</summary>
public class FirstLightTests
{
    public static TheoryData<Dialect, string> Kinds => new()
    {
        { Dialect.OpenAI, "gpt-4o-mini" },
        { Dialect.Anthropic, "claude-haiku-4-5" },
        { Dialect.Gemini, "gemini-2.5-flash" },
        { Dialect.Mistral, "mistral-small-latest" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Plain_answer(Dialect dialect, string model)
    {
        await using var provider = await FakeProvider.StartAsync(dialect);
        await using var gateway = await TestGateway.StartAsync(Config.For(provider));
        provider.Next(FakeAnswer.Text("Good ", "day").WithUsage(7, 3));

        var response = await gateway.ChatAsync($"up/{model}");

        (await response.Content.ReadAsStringAsync()).ShouldContain("Good day");
        (await response.TextAsync()).ShouldBe("Good day");
        response.Header("x-aigateway-provider").ShouldBe("up");
        response.Header("x-aigateway-model").ShouldBe(model);
        response.Header("x-aigateway-attempts").ShouldBe("1");
        var usage = (await response.JsonAsync()).GetProperty("usage");
        usage.GetProperty("prompt_tokens").GetInt32().ShouldBe(7);
        usage.GetProperty("completion_tokens").GetInt32().ShouldBe(3);
        (await gateway.WaitForRequestLogAsync(response)).ShouldContain("PromptTokens=7");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Streamed_answer(Dialect dialect, string model)
    {
        await using var provider = await FakeProvider.StartAsync(dialect);
        await using var gateway = await TestGateway.StartAsync(Config.For(provider));
        provider.Next(FakeAnswer.Text("Good ", "day", ", world"));

        var response = await gateway.ChatAsync($"up/{model}", stream: true);

        var stream = await response.Content.ReadAsStringAsync();
        Chat.StreamedText(stream).ShouldBe("Good day, world");
        Chat.Events(stream)[^1].ShouldBe("[DONE]");
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
    }
}
