using System.Net;
using AiGateway.Fakes.Identity;
using AiGateway.Tests.Hosting;
using AiGateway.Tests.Options;
using AiGateway.Tests.Promises;

namespace AiGateway.Tests.Authentication.Jwt;

/// <summary>What each field of an issuer changes.</summary>
public sealed class JwtOptionTests(TokenBench bench) : IClassFixture<TokenBench>
{
    private static readonly object Teams = new { web = new { Models = new[] { "m" }, Tags = new[] { "team-tag" } }, off = new { Enabled = false } };

    [Fact]
    [Proves("Gateway:Jwt:Issuers:*:Authority")]
    public async Task Authority_is_whose_tokens_are_taken()
    {
        await using var other = FakeIssuer.Start(bench.Rsa);
        var token = bench.Rsa.Sign(other.Claims());

        (await TokenBench.AskAsync(bench.Gateway, token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await using var gateway = await TokenBench.StartAsync(other);
        (await TokenBench.AskAsync(gateway, token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await TokenBench.AskAsync(gateway, bench.Token())).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("desk", HttpStatusCode.OK)]
    [InlineData("gateway", HttpStatusCode.Unauthorized)]
    [Proves("Gateway:Jwt:Issuers:*:Audiences")]
    public async Task Audiences_are_whom_a_token_must_be_for(string audience, HttpStatusCode status)
    {
        await using var gateway = await TokenBench.StartAsync(bench.Issuer, new { Audiences = new[] { "shop", "desk" } });

        (await TokenBench.AskAsync(gateway, bench.Token(("aud", audience)))).StatusCode.ShouldBe(status);
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("RS384")]
    [InlineData("RS512")]
    [InlineData("PS256")]
    [InlineData("PS384")]
    [InlineData("PS512")]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    [Proves("Gateway:Jwt:Issuers:*:Algorithms")]
    public async Task Algorithms_are_those_taken_and_no_others(string algorithm)
    {
        var key = algorithm[0] == 'E' ? FakeKey.Curve("k", algorithm) : FakeKey.Rsa("k", algorithm);
        await using var issuer = FakeIssuer.Start(key);
        await using var allowed = await TokenBench.StartAsync(issuer, new { Algorithms = new[] { algorithm } });
        await using var forbidden = await TokenBench.StartAsync(issuer, new { Algorithms = new[] { algorithm == "RS256" ? "RS512" : "RS256" } });

        (await TokenBench.AskAsync(allowed, key.Sign(issuer.Claims()))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await TokenBench.AskAsync(forbidden, key.Sign(issuer.Claims()))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("10m", HttpStatusCode.OK)]
    [InlineData("0s", HttpStatusCode.Unauthorized)]
    [Proves("Gateway:Jwt:Issuers:*:ClockSkew")]
    public async Task ClockSkew_is_what_clocks_may_differ_by(string skew, HttpStatusCode status)
    {
        await using var gateway = await TokenBench.StartAsync(bench.Issuer, new { ClockSkew = skew });
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

        (await TokenBench.AskAsync(gateway, bench.Token(("exp", now - 60)))).StatusCode.ShouldBe(status);
        (await TokenBench.AskAsync(gateway, bench.Token(("nbf", now + 60)))).StatusCode.ShouldBe(status);
    }

    [Fact]
    [Proves("Gateway:Jwt:Issuers:*:AllowPrivateNetwork")]
    public async Task AllowPrivateNetwork_lets_an_issuer_be_near()
    {
        var refused = TestGateway.RefusedStart(TokenBench.Configuration(bench.Issuer, new { AllowPrivateNetwork = false }));
        refused.ShouldContain("Gateway:Jwt:Issuers:idp:Authority");

        // By a name that leads into the private network, the address is found out when it is dialled.
        await using var gateway = await TestGateway.StartAsync(
            TokenBench.Configuration(bench.Issuer, new { AllowPrivateNetwork = false, Authority = "https://login.example" }),
            services: services => Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton(
                services, new AiGateway.Upstream.UpstreamNetwork { Resolve = (_, _) => Task.FromResult(new[] { IPAddress.Loopback }) }));
        await (await TokenBench.AskAsync(gateway, bench.Token(("iss", "https://login.example")))).ShouldBeRefusedAsync(503, "token_issuer_unavailable");
        (await gateway.WaitForLogAsync("does not tell its keys")).ShouldContain("login.example");
        (await TokenBench.AskAsync(bench.Gateway, bench.Token())).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    [Proves("Gateway:Jwt:Issuers:*:Team")]
    public async Task Team_is_that_of_all_the_issuers_callers()
    {
        await using var gateway = await TokenBench.StartAsync(bench.Issuer, new { Team = "web" }, new { Teams });

        var answer = await TokenBench.AskAsync(gateway, bench.Token());

        (await gateway.WaitForRequestLogAsync(answer)).ShouldContain(" Team=web User=ann Tags=team-tag ");
        var refused = await (await TokenBench.AskAsync(gateway, bench.Token(), "other")).ShouldBeRefusedAsync(403, "model_not_allowed");
        refused.GetProperty("message").GetString().ShouldBe("This team may not use the model 'other'.");
    }

    [Fact]
    [Proves("Gateway:Jwt:Issuers:*:Claims:Team")]
    public async Task The_claim_Team_must_name_one_that_is_known_and_on()
    {
        await using var gateway = await TokenBench.StartAsync(bench.Issuer, new { Claims = new { Team = "group" } }, new { Teams });

        var answer = await TokenBench.AskAsync(gateway, bench.Token(("group", "web")));

        (await gateway.WaitForRequestLogAsync(answer)).ShouldContain(" Team=web ");
        foreach (var group in (object?[])["nobody", "off", "", null, 7, new[] { "web" }])
        {
            await (await TokenBench.AskAsync(gateway, bench.Token(("group", group)))).ShouldBeRefusedAsync(403, "caller_not_allowed");
        }
    }

    [Fact]
    [Proves("Gateway:Jwt:Issuers:*:Claims:User")]
    [Proves("Gateway:Jwt:Issuers:*:Claims:Name")]
    public async Task The_claims_User_and_Name_say_who_it_is()
    {
        await using var gateway = await TokenBench.StartAsync(bench.Issuer, new { Claims = new { User = "email", Name = "name" } });

        var named = await TokenBench.AskAsync(gateway, bench.Token(("email", "ann@example.com"), ("name", "Ann A.")));
        var plain = await TokenBench.AskAsync(gateway, bench.Token());

        (await gateway.WaitForRequestLogAsync(named)).ShouldContain(" Key=jwt:idp:ann KeyName=Ann A. User=ann@example.com ");
        (await gateway.WaitForRequestLogAsync(plain)).ShouldContain(" Key=jwt:idp:ann User=ann ");
    }

    [Fact]
    [Proves("Gateway:Jwt:Issuers:*:Claims:Tags")]
    public async Task The_claim_Tags_is_a_list_or_a_text()
    {
        await using var gateway = await TokenBench.StartAsync(bench.Issuer, new { Claims = new { Tags = "roles" } });

        await ExpectAsync(new[] { "a", "b" }, " Tags=a,b ");
        await ExpectAsync("a b", " Tags=a,b ");
        await ExpectAsync("a, b", " Tags=a,b ");
        await ExpectAsync(new[] { "a,b\r\nx" }, " Tags=a?b??x ");
        await ExpectAsync(null, " User=ann Model=");
        (await TokenBench.AskAsync(gateway, bench.Token(("roles", new { admin = true })))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await TokenBench.AskAsync(gateway, bench.Token(("roles", Enumerable.Range(0, 33).Select(i => $"t{i}"))))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        async Task ExpectAsync(object? roles, string logged)
        {
            var answer = await TokenBench.AskAsync(gateway, bench.Token(("roles", roles)));
            (await gateway.WaitForRequestLogAsync(answer)).ShouldContain(logged);
        }
    }

    [Fact]
    [Proves("Gateway:Jwt:Issuers:*:Claims:Models")]
    public async Task The_claim_Models_is_what_the_caller_may_ask_for()
    {
        await using var gateway = await TokenBench.StartAsync(bench.Issuer, new { Claims = new { Models = "models" } });

        await ExpectAsync(new[] { "m" }, HttpStatusCode.OK);
        await ExpectAsync("x m", HttpStatusCode.OK);
        await ExpectAsync(new[] { "*" }, HttpStatusCode.OK);
        await ExpectAsync(new[] { "other" }, HttpStatusCode.Forbidden);
        await ExpectAsync(new[] { "**" }, HttpStatusCode.Forbidden);
        await ExpectAsync("", HttpStatusCode.Forbidden);
        await ExpectAsync(Array.Empty<string>(), HttpStatusCode.Forbidden);
        await ExpectAsync(null, HttpStatusCode.Forbidden);
        await ExpectAsync(7, HttpStatusCode.Unauthorized);
        (await (await TokenBench.AskAsync(gateway, bench.Token())).ShouldBeRefusedAsync(403, "model_not_allowed"))
            .GetProperty("message").GetString().ShouldBe("This token may not use the model 'm'.");

        async Task ExpectAsync(object? models, HttpStatusCode status) =>
            (await TokenBench.AskAsync(gateway, bench.Token(("models", models)))).StatusCode.ShouldBe(status, System.Text.Json.JsonSerializer.Serialize(models));
    }

    [Theory]
    [InlineData("a\r\nb")]
    [InlineData("jos\u00e9")]
    [InlineData("\u0000")]
    [InlineData("🔑")]
    public async Task A_subject_that_no_log_line_can_take_is_changed_and_kept_apart(string subject)
    {
        var answer = await TokenBench.AskAsync(bench.Gateway, bench.Token(("sub", subject)));
        var other = await TokenBench.AskAsync(bench.Gateway, bench.Token(("sub", subject + "\u00e9")));

        var (one, two) = (await KeyAsync(answer), await KeyAsync(other));
        one.ShouldMatch("^jwt:idp:[ -~]*~[0-9a-f]{16}$");
        two.ShouldNotBe(one);

        async Task<string> KeyAsync(HttpResponseMessage response)
        {
            var line = await bench.Gateway.WaitForRequestLogAsync(response);
            return line[(line.IndexOf(" Key=", StringComparison.Ordinal) + 5)..line.IndexOf(" User=", StringComparison.Ordinal)];
        }
    }

    [Fact]
    public async Task A_long_subject_is_cut()
    {
        var answer = await TokenBench.AskAsync(bench.Gateway, bench.Token(("sub", new string('s', 2_000))));

        (await bench.Gateway.WaitForRequestLogAsync(answer)).Length.ShouldBeLessThan(1_000);
    }
}
