using System.Text.Json;
using AiGateway.Fakes.Answers;

namespace AiGateway.Clients.Gateway;

/// <summary>Errors before the first content, each as the SDK's own type for it.</summary>
internal static class ErrorScenarios
{
    public static async Task WrongKey(Scenario scenario)
    {
        Raised(scenario, await scenario.RunAsync("chat", call => call with { Key = "wrong" }).Error(), "AuthenticationError", 401, "invalid_api_key");
        scenario.Requests.ShouldBeEmpty();
    }

    public static async Task UnknownName(Scenario scenario)
    {
        var error = await scenario.Bench.RunAsync(scenario.Sdk, "chat", "no-such-model").Error();
        Raised(scenario, error, "NotFoundError", 404, "model_not_found");
    }

    public static async Task UnknownAtProvider(Scenario scenario)
    {
        var error = await scenario.Bench.RunAsync(scenario.Sdk, "chat", $"{ClientBench.Provider(scenario.Kind)}/no-such-model").Error();
        error.Number("status").ShouldBe(scenario.Kind == AiGateway.Fakes.Dialect.Mistral ? 400 : 404);
    }

    public static async Task RateLimited(Scenario scenario)
    {
        scenario.Fake.Next(Fault.RateLimited(3600));
        Raised(scenario, await scenario.RunAsync("chat").Error(), "RateLimitError", 429, "rate_limit_exceeded");
        scenario.Requests.Count.ShouldBe(1);
    }

    public static async Task RateLimitedStream(Scenario scenario)
    {
        scenario.Fake.Next(Fault.RateLimited(3600));
        Raised(scenario, await scenario.RunAsync("stream").Error(), "RateLimitError", 429, "rate_limit_exceeded");
    }

    public static async Task BadRequest(Scenario scenario)
    {
        scenario.Fake.Next(Fault.Error(400, "That will not do."));
        var error = await scenario.RunAsync("chat").Error();
        Raised(scenario, error, "BadRequestError", 400, null);
        error.Text("message").ShouldNotBeNull().ShouldContain("That will not do.");
        error.Text("type").ShouldBe("invalid_request_error");
    }

    public static async Task TooLong(Scenario scenario)
    {
        scenario.Fake.ContextTokens = 5;
        try
        {
            var error = await scenario.RunAsync("chat", call => call with { Prompt = "a b c d e f g h i j k l m n o p" }).Error();
            Raised(scenario, error, "BadRequestError", 400, "context_length_exceeded");
        }
        finally
        {
            scenario.Fake.ContextTokens = 1_000_000;
        }
    }

    public static async Task Failed(Scenario scenario)
    {
        scenario.Fake.Always(Fault.Status(500));
        Raised(scenario, await scenario.RunAsync("chat").Error(), "InternalServerError", 500, null);
    }

    public static async Task RefusedKey(Scenario scenario)
    {
        scenario.Fake.Next(Fault.KeyEcho(401));
        var error = await scenario.RunAsync("chat").Error();
        Raised(scenario, error, "InternalServerError", 502, "credentials_exhausted");
        error.ToString().ShouldNotContain(scenario.Fake.Key);
    }

    public static void Raised(Scenario scenario, JsonElement error, string type, int status, string? code)
    {
        error.Text("class").ShouldBe(scenario.Sdk == Sdk.Npm ? type : "ClientResultException", error.ToString());
        error.Number("status").ShouldBe(status);
        if (code is not null)
        {
            error.Text("code").ShouldBe(code);
        }

        error.Text("requestId").ShouldNotBeNullOrEmpty();
    }
}
