using System.Net;
using AiGateway.Storage;
using AiGateway.Tests.Admin;
using AiGateway.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AiGateway.Tests.Promises;

/// <summary>H12: an exception inside the gateway becomes an answer that a program can read and that tells nothing of what happened.</summary>
[Trait("Promise", "H12")]
public sealed class ExceptionAnswerTests
{
    private const string Confided = "sk-canary-in-an-exception";

    [Fact]
    public async Task On_the_admin_listener_it_is_a_problem_without_a_stack()
    {
        var state = new BrokenState();
        await using var gateway = await AdminGateway.StartAsync(services: services => services.AddSingleton<IStoreState>(state));
        state.IsBroken = true;

        using var answer = await gateway.SendRawAsync("GET", "/admin/status", gateway.Viewer);

        answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        await ShouldTellNothingAsync(answer);
        (await answer.JsonAsync()).GetProperty("type").GetString().ShouldStartWith("urn:aigateway:problem:");
        (await gateway.Gateway.WaitForLogAsync(answer.Header("x-aigateway-request-id")!)).ShouldContain("failed in the gateway itself");

        using var ready = await gateway.Gateway.Client.GetAsync("/health/ready");
        await ShouldBeAnErrorAsync(ready);
    }

    [Fact]
    public async Task On_the_data_port_it_is_an_error_in_JSON_without_a_stack()
    {
        await using var gateway = await TestGateway.StartAsync(new { Gateway = new { } }, services: services => services.AddSingleton<IPolicyEvaluator, BrokenEvaluator>());

        foreach (var path in (string[])["/v1/chat/completions", "/v1/messages", "/v1/embeddings"])
        {
            using var answer = await gateway.PostAsync(path, """{"model":"mock/echo","messages":[{"role":"user","content":"Hi"}]}""");
            await ShouldBeAnErrorAsync(answer);
        }

        await gateway.WaitForLogAsync("failed in the gateway itself");
    }

    private static async Task ShouldBeAnErrorAsync(HttpResponseMessage answer)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/json");
        (await answer.JsonAsync()).GetProperty("error").GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
        await ShouldTellNothingAsync(answer);
    }

    private static async Task ShouldTellNothingAsync(HttpResponseMessage answer)
    {
        var all = $"{answer.Headers}{answer.Content.Headers}{await answer.Content.ReadAsStringAsync()}";
        foreach (var text in (string[])["canary", "Exception", "   at ", ".cs", "AiGateway.", "Broken"])
        {
            all.ShouldNotContain(text, Case.Sensitive);
        }
    }

    private sealed class BrokenState : IStoreState
    {
        public bool IsBroken { get; set; }

        public bool IsKnown => IsBroken ? throw new InvalidOperationException(Confided) : true;

        public TimeSpan SilentFor => IsBroken ? throw new InvalidOperationException(Confided) : TimeSpan.Zero;
    }

    private sealed class BrokenEvaluator : IPolicyEvaluator
    {
        public Task<AuthenticateResult> AuthenticateAsync(AuthorizationPolicy policy, HttpContext context) => throw new InvalidOperationException(Confided);

        public Task<PolicyAuthorizationResult> AuthorizeAsync(AuthorizationPolicy policy, AuthenticateResult authenticationResult, HttpContext context, object? resource) =>
            throw new InvalidOperationException(Confided);
    }
}
