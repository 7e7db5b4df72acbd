using System.Net;
using AiGateway.Fakes;
using AiGateway.Tests.Hosting;
using AiGateway.Tests.Options;
using AiGateway.Tests.Promises;

namespace AiGateway.Tests.Authentication.Jwt;

/// <summary>A token's caller goes with its request everywhere: to conditions, copies and the log; the token itself nowhere.</summary>
public sealed class TokenCallerTests(TokenBench bench) : IClassFixture<TokenBench>
{
    private static readonly object Claims = new { Claims = new { Team = "team", Tags = "tags" } };

    [Theory]
    [InlineData("Teams", "WEB", "up")]
    [InlineData("Teams", "desk", "mock")]
    [InlineData("Users", "Ann", "up")]
    [InlineData("Users", "bob", "mock")]
    [InlineData("Tags", "gold", "up")]
    [InlineData("Tags", "night", "up")]
    [InlineData("Tags", "of-team", "up")]
    [InlineData("Tags", "iron", "mock")]
    [Proves("Gateway:Models:*:Targets:*:When:Teams")]
    public async Task Conditions_see_team_user_and_all_tags(string field, string value, string provider)
    {
        await using var up = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await StartAsync(up, new
        {
            m = new
            {
                Targets = new object[]
                {
                    new { Model = "up/gpt-4o-mini", When = new Dictionary<string, string[]> { [field] = [value] } },
                    new { Model = "mock/echo", Tier = 2 },
                },
            },
        });

        var answer = await TokenBench.AskAsync(gateway, bench.Token(("team", "web"), ("tags", new[] { "gold" })), "m", ("x-aigateway-tags", "night, gold"));

        answer.Header("x-aigateway-provider").ShouldBe(provider);
        (await gateway.WaitForRequestLogAsync(answer)).ShouldContain(" Team=web User=ann Tags=of-team,gold,night ");
    }

    [Fact]
    public async Task A_copy_is_in_the_same_name()
    {
        await using var up = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await StartAsync(up, new { m = new { Targets = new[] { "mock/echo" }, Mirror = new { Target = "up/gpt-4o-mini", Share = 1 } } });

        await TokenBench.AskAsync(gateway, bench.Token(("team", "web")));

        (await gateway.WaitForLogAsync("Mirror=True")).ShouldContain(" Key=jwt:idp:ann Team=web User=ann Tags=of-team ");
    }

    [Theory]
    [InlineData("bob", HttpStatusCode.Forbidden)]
    [InlineData("ANN", HttpStatusCode.OK)]
    [InlineData("ann", HttpStatusCode.OK)]
    [InlineData("", HttpStatusCode.Forbidden)]
    public async Task Nobody_claims_to_be_another(string user, HttpStatusCode status)
    {
        var answer = await TokenBench.AskAsync(bench.Gateway, bench.Token(), "m", ("x-aigateway-user", user));

        answer.StatusCode.ShouldBe(status);
        if (status == HttpStatusCode.Forbidden)
        {
            (await answer.ShouldBeRefusedAsync(403, "user_mismatch")).GetProperty("param").GetString().ShouldBe("x-aigateway-user");
        }
    }

    [Fact]
    public async Task The_list_of_models_is_the_callers()
    {
        await using var gateway = await TokenBench.StartAsync(bench.Issuer, new { Claims = new { Models = "models" } });

        (await ListAsync(["m"])).ShouldBe(["m"]);
        (await ListAsync(["m", "mock/*"])).ShouldContain("mock/echo");
        (await ListAsync([])).ShouldBeEmpty();
        (await GetAsync("/v1/models/other", ["m"])).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await GetAsync("/v1/models/m", ["m"])).StatusCode.ShouldBe(HttpStatusCode.OK);

        async Task<IEnumerable<string?>> ListAsync(string[] models) =>
            [.. (await (await GetAsync("/v1/models", models)).JsonAsync()).GetProperty("data").EnumerateArray().Select(m => m.GetProperty("id").GetString())];

        async Task<HttpResponseMessage> GetAsync(string path, string[] models)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Authorization = new("Bearer", bench.Token(("models", models)));
            return await gateway.Client.SendAsync(request);
        }
    }

    [Fact]
    public async Task The_token_goes_to_no_provider_and_no_log()
    {
        await using var up = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await StartAsync(up, new { m = "up/gpt-4o-mini" });
        var token = bench.Token(("team", "web"));

        (await TokenBench.AskAsync(gateway, token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await TokenBench.AskAsync(gateway, token[..^4] + "AAAA")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        var headers = up.Requests.ShouldHaveSingleItem().Headers;
        headers.ShouldNotContain(header => header.Value.Contains("eyJ", StringComparison.Ordinal));
        headers.Select(h => h.Key.ToLowerInvariant()).Order(StringComparer.Ordinal)
            .ShouldBe(["accept", "accept-encoding", "authorization", "content-length", "content-type", "host", "user-agent"]);
        gateway.LogLines.ShouldNotContain(line => line.Contains(token.Split('.')[2], StringComparison.Ordinal) || line.Contains(token.Split('.')[1], StringComparison.Ordinal));
    }

    private Task<TestGateway> StartAsync(FakeProvider up, object models) => TokenBench.StartAsync(
        bench.Issuer, Claims, new { Providers = new { up = Config.Provider(up) }, Teams = new { web = new { Tags = new[] { "of-team" } }, desk = new { } } }, models);
}
