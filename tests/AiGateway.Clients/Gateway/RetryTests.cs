using AiGateway.Fakes;
using AiGateway.Fakes.Answers;

namespace AiGateway.Clients.Gateway;

/// <summary>What the SDK repeats on its own after the gateway has done what it could.</summary>
public sealed class RetryTests(ClientBench bench) : IClassFixture<ClientBench>
{
    /// <summary>Failures that the SDK would repeat twice by itself.</summary>
    public static TheoryData<string> Failures => ["500", "503", "429", "reset", "timeout"];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task The_gateway_keeps_the_SDK_from_repeating(string failure)
    {
        var scenario = new Scenario(bench, Sdk.Npm, Dialect.OpenAI);
        scenario.Fake.Always(failure switch
        {
            "reset" => Fault.ResetBeforeAnswer,
            "timeout" => Fault.HeadersThenSilent,
            "429" => Fault.RateLimited(0),
            _ => Fault.Status(int.Parse(failure, System.Globalization.CultureInfo.InvariantCulture)),
        });
        var model = failure == "timeout" ? "hasty-openai" : scenario.Model;
        await bench.RunAsync(Sdk.Npm, failure == "timeout" ? "stream" : "chat", model, call => call with { MaxRetries = 0 }).Error();
        var once = scenario.Requests.Count;
        bench.Gateway.EndRests();
        await bench.RunAsync(Sdk.Npm, failure == "timeout" ? "stream" : "chat", model, call => call with { MaxRetries = 2 }).Error();
        (scenario.Requests.Count - once).ShouldBe(once);
    }

    [Fact]
    public async Task An_SDK_that_may_repeat_does_where_the_gateway_was_not_asked_to_stop_it()
    {
        // The proof that the SDK would: the same failure straight from the provider.
        var scenario = new Scenario(bench, Sdk.Npm, Dialect.OpenAI);
        scenario.Fake.Always(Fault.Status(500, ("retry-after-ms", "1")));
        await using var npm = await NpmSdk.StartAsync();
        await npm.RunAsync(new SdkCall("chat", scenario.Fake.BaseUrl, scenario.Fake.Key, "gpt-4o-mini") { MaxRetries = 2 }).Error();
        scenario.Requests.Count.ShouldBe(3);
    }
}
