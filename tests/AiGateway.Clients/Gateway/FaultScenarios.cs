using System.Text.Json;
using AiGateway.Fakes.Answers;

namespace AiGateway.Clients.Gateway;

/// <summary>What goes wrong on the way, and who leaves.</summary>
internal static class FaultScenarios
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Slow enough for its first content to be with the caller before what comes next is read.</summary>
    private static readonly FakeAnswer Slow = FakeAnswer.Text("one ", "two ", "three ", "four ", "five ", "six").Paced(TimeSpan.FromMilliseconds(50));

    public static Task ErrorInStream(Scenario scenario) => Broken(scenario, Slow.ErrorEventAt(4));

    public static Task CutStream(Scenario scenario) => Broken(scenario, Slow.CutAfter(4));

    public static Task StreamEndedEarly(Scenario scenario) => Broken(scenario, Slow.EndAfter(4));

    public static async Task CutAnswer(Scenario scenario)
    {
        scenario.Fake.Always(FakeAnswer.Honest.CutAfter(1));
        ErrorScenarios.Raised(scenario, await scenario.RunAsync("chat").Error(), "InternalServerError", 502, "upstream_reset");
    }

    public static async Task ErrorBeforeContent(Scenario scenario)
    {
        scenario.Fake.Always(FakeAnswer.Text("one ", "two").ErrorEventAt(0));
        var error = await scenario.RunAsync("stream").Error();
        error.Number("status").ShouldBeGreaterThanOrEqualTo(500);
    }

    public static async Task Malformed(Scenario scenario)
    {
        scenario.Fake.Next(FakeAnswer.Text("one ", "two ", "three").WithNoise().SplitInto(7));
        (await scenario.RunAsync("stream").Good()).Text("text").ShouldBe("one two three");
    }

    public static async Task Abort(Scenario scenario)
    {
        scenario.Fake.Next(FakeAnswer.Text("one ", "two ", "three ", "four ", "five ", "six ").Paced(TimeSpan.FromMilliseconds(50)).StallAfter(6));
        (await scenario.RunAsync("abort").Good()).Number("seen").ShouldBe(2);
        await scenario.Request.Aborted.WaitAsync(Patience);
    }

    public static async Task SdkTimeout(Scenario scenario)
    {
        scenario.Fake.Next(Fault.Silent);
        var error = await scenario.RunAsync("chat", call => call with { Timeout = TimeSpan.FromSeconds(1) }).Error();
        error.Text("class").ShouldBe(scenario.Sdk == Sdk.Npm ? "APIConnectionTimeoutError" : nameof(TaskCanceledException));
        await scenario.Request.Aborted.WaitAsync(Patience);
    }

    public static async Task FirstTokenTimeout(Scenario scenario)
    {
        scenario.Fake.Next(Fault.HeadersThenSilent);
        var error = await scenario.Bench.RunAsync(scenario.Sdk, "stream", $"hasty-{ClientBench.Provider(scenario.Kind)}").Error();
        ErrorScenarios.Raised(scenario, error, "InternalServerError", 504, "timeout_first_token");
        await scenario.Request.Aborted.WaitAsync(Patience);
    }

    public static async Task FailedOver(Scenario scenario) => Rescued(await scenario.Bench.RunAsync(scenario.Sdk, "chat", $"rescued-{ClientBench.Provider(scenario.Kind)}").Good(), scenario);

    public static async Task FailedOverStream(Scenario scenario)
    {
        var result = await scenario.Bench.RunAsync(scenario.Sdk, "stream", $"rescued-{ClientBench.Provider(scenario.Kind)}").Good();
        result.Text("text").ShouldBe("Hello there, gateway");
        result.Text("finish").ShouldBe("stop");
        if (scenario.Sdk == Sdk.Npm)
        {
            result.Text("attempts").ShouldBe("2");
        }
    }

    private static void Rescued(JsonElement result, Scenario scenario)
    {
        result.Text("text").ShouldBe("Hello there, gateway");
        result.Text("attempts").ShouldBe("2");
        result.Text("provider").ShouldBe(ClientBench.Provider(scenario.Kind));
    }

    /// <summary>A stream that breaks after content must not look as if it had ended well. .NET's SDK has no type for that, so anything will do.</summary>
    private static async Task Broken(Scenario scenario, FakeAnswer answer)
    {
        scenario.Fake.Next(answer);
        var error = await scenario.RunAsync("stream").Error();
        if (scenario.Sdk == Sdk.Npm)
        {
            error.Text("class").ShouldBe("APIError");
            error.Text("type").ShouldBe("server_error");
            error.Text("message").ShouldNotBeNullOrEmpty();
        }
    }
}
