using System.Net;
using AiGateway.Authentication.Jwt;
using AiGateway.Fakes.Identity;
using AiGateway.Tests.Hosting;
using AiGateway.Tests.Promises;
using Microsoft.Extensions.DependencyInjection;

namespace AiGateway.Tests.Authentication.Jwt;

/// <summary>What the gateway knows of an issuer, and what it does while the issuer does not answer or answers wrongly.</summary>
public sealed class IssuerTests : IAsyncLifetime
{
    private readonly FakeKey _key = FakeKey.Rsa();
    private FakeIssuer _issuer = null!;

    public static TheoryData<string, string> WrongAnswers => new()
    {
        { "openid-configuration", "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n" },
        { "openid-configuration", "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n" },
        { "openid-configuration", Ok("not json") },
        { "openid-configuration", Ok("[]") },
        { "openid-configuration", Ok("{}") },
        { "openid-configuration", Ok("""{"issuer":"https://evil.example","jwks_uri":"http://127.0.0.1:1/keys"}""") },
        { "openid-configuration", Ok("""{"issuer":"NAME"}""") },
        { "openid-configuration", Ok("""{"issuer":"NAME","jwks_uri":"file:///etc/passwd"}""") },
        { "openid-configuration", Ok("""{"issuer":"NAME","issuer":"NAME","jwks_uri":"NAME/keys"}""") },
        { "openid-configuration", Ok(new string(' ', 300_000) + "{}") },
        { "keys", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n" },
        { "keys", Ok("{}") },
        { "keys", Ok("""{"keys":{}}""") },
        { "keys", Ok($$"""{"keys":[{{string.Join(',', Enumerable.Repeat("{}", 101))}}]}""") },
    };

    public Task InitializeAsync()
    {
        _issuer = FakeIssuer.Start(_key);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _issuer.DisposeAsync();

    [Fact]
    public async Task While_it_is_down_the_gateway_starts_and_its_callers_get_503_until_it_is_there()
    {
        _issuer.IsDown = true;
        await using var gateway = await TokenBench.StartAsync(_issuer);

        (await gateway.ChatAsync("m", "Hi", false, ("api-key", TokenBench.VirtualKey))).StatusCode.ShouldBe(HttpStatusCode.OK);
        for (var i = 0; i < 3; i++)
        {
            await (await AskAsync(gateway)).ShouldBeRefusedAsync(503, "token_issuer_unavailable");
        }

        (await gateway.WaitForLogAsync("does not tell its keys")).ShouldContain("Token issuer idp");
        _issuer.IsDown = false;
        var last = HttpStatusCode.Unused;
        for (var i = 0; i < 600 && last != HttpStatusCode.OK; i++)
        {
            last = (await AskAsync(gateway)).StatusCode;
            last.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable);
            await Task.Delay(50);
        }

        last.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [MemberData(nameof(WrongAnswers))]
    public async Task An_answer_that_is_no_issuers_is_none(string document, string answer)
    {
        _issuer.Instead[$"/{document}"] = answer.Replace("NAME", _issuer.Name, StringComparison.Ordinal);
        await using var gateway = await TokenBench.StartAsync(_issuer);

        await (await AskAsync(gateway)).ShouldBeRefusedAsync(503, "token_issuer_unavailable");

        _issuer.Asked("/elsewhere").ShouldBe(0);
    }

    [Fact]
    public async Task Keys_that_are_known_serve_on_while_it_is_down()
    {
        await using var gateway = await TokenBench.StartAsync(_issuer);
        (await AskAsync(gateway)).StatusCode.ShouldBe(HttpStatusCode.OK);

        _issuer.IsDown = true;

        (await AskAsync(gateway, "bob")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_key_that_is_not_known_is_asked_for_once_and_then_known()
    {
        var time = new SkippingTime();
        await using var gateway = await StartAsync(time);
        (await AskAsync(gateway)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var next = FakeKey.Curve("next");
        _issuer.Keys = [_key, next];
        time.Skip(JwtIssuer.UnknownKeyRest);

        for (var i = 0; i < 3; i++)
        {
            (await TokenBench.AskAsync(gateway, next.Sign(_issuer.Claims($"user-{i}")))).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        _issuer.Asked("/keys").ShouldBe(2);
    }

    [Fact]
    public async Task A_flood_of_made_up_keys_is_no_flood_of_fetches()
    {
        var time = new SkippingTime();
        await using var gateway = await StartAsync(time);
        (await AskAsync(gateway)).StatusCode.ShouldBe(HttpStatusCode.OK);
        time.Skip(JwtIssuer.UnknownKeyRest);

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            using var answer = await TokenBench.AskAsync(gateway, _key.Sign(_issuer.Claims(), ("kid", $"made-up-{i}")));
            return answer.StatusCode;
        }));

        answers.ShouldAllBe(status => status == HttpStatusCode.Unauthorized);
        _issuer.Asked("/keys").ShouldBe(2);
    }

    [Fact]
    public async Task A_key_that_is_not_known_is_no_reason_for_401_while_the_issuer_is_down()
    {
        var time = new SkippingTime();
        await using var gateway = await StartAsync(time);
        (await AskAsync(gateway)).StatusCode.ShouldBe(HttpStatusCode.OK);
        _issuer.IsDown = true;
        time.Skip(JwtIssuer.UnknownKeyRest);

        await (await TokenBench.AskAsync(gateway, FakeKey.Rsa("next").Sign(_issuer.Claims()))).ShouldBeRefusedAsync(503, "token_issuer_unavailable");
        (await AskAsync(gateway, "bob")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_key_that_is_withdrawn_lets_nobody_in_once_that_is_known_cached_tokens_included()
    {
        var time = new SkippingTime();
        await using var gateway = await StartAsync(time);
        var token = _key.Sign(TokenBench.With(_issuer.Claims(), ("exp", DateTimeOffset.UtcNow.AddDays(1).ToUnixTimeSeconds())));
        (await TokenBench.AskAsync(gateway, token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var next = FakeKey.Rsa("next");
        _issuer.Keys = [next];
        time.Skip(JwtIssuer.UnknownKeyRest);
        (await TokenBench.AskAsync(gateway, token)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await TokenBench.AskAsync(gateway, next.Sign(_issuer.Claims()))).StatusCode.ShouldBe(HttpStatusCode.OK);

        await (await TokenBench.AskAsync(gateway, token)).ShouldBeRefusedAsync(401, "invalid_token");
    }

    [Fact]
    public async Task Old_keys_are_asked_for_again_while_they_serve_on()
    {
        var time = new SkippingTime();
        await using var gateway = await StartAsync(time);
        (await AskAsync(gateway)).StatusCode.ShouldBe(HttpStatusCode.OK);
        time.Skip(JwtIssuer.Lifetime + TimeSpan.FromSeconds(1));

        (await AskAsync(gateway, "bob")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await Eventually.BecomesAsync(() => _issuer.Asked("/keys"), 2);
    }

    [Fact]
    public async Task A_token_that_is_known_costs_no_second_look_until_it_ends()
    {
        var time = new SkippingTime();
        await using var gateway = await StartAsync(time);
        var token = _key.Sign(_issuer.Claims());
        for (var i = 0; i < 3; i++)
        {
            (await TokenBench.AskAsync(gateway, token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        TokenBench.Authenticator(gateway).Known.ShouldBe(1);
        time.Skip(TimeSpan.FromMinutes(12));

        await (await TokenBench.AskAsync(gateway, token)).ShouldBeRefusedAsync(401, "invalid_token");
    }

    [Fact]
    public async Task A_reload_that_does_not_touch_an_issuer_keeps_its_keys_and_one_that_does_asks_again()
    {
        await using var gateway = await TokenBench.StartAsync(_issuer);
        var token = _key.Sign(_issuer.Claims());
        (await TokenBench.AskAsync(gateway, token)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await ReloadAsync(gateway, TokenBench.Configuration(_issuer, gateway: new { AnswerHeaders = false }));
        (await TokenBench.AskAsync(gateway, token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        _issuer.Asked("/keys").ShouldBe(1);

        await ReloadAsync(gateway, TokenBench.Configuration(_issuer, new { Audiences = new[] { "another" } }));
        await (await TokenBench.AskAsync(gateway, token)).ShouldBeRefusedAsync(401, "invalid_token");
        _issuer.Asked("/keys").ShouldBe(2);

        await ReloadAsync(gateway, TokenBench.Configuration(_issuer, gateway: new { Jwt = new { } }));
        await (await TokenBench.AskAsync(gateway, token)).ShouldBeRefusedAsync(401, "invalid_api_key");
    }

    [Fact]
    public void The_cache_is_bounded_and_drops_what_ends_first()
    {
        var tokens = new KnownTokens(TimeProvider.System);
        using var issuer = new JwtIssuer(
            new() { Name = "i", Authority = new Uri("https://login.example") }, new(), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        var start = DateTimeOffset.UtcNow.AddHours(1);
        for (var i = 0; i < KnownTokens.Limit + 1; i++)
        {
            tokens.Add(TokenDigest.Of($"token {i}"), new KnownToken(new JwtIdentity("id", "user", null, null, [], null), issuer, "", start.AddSeconds(i)));
        }

        tokens.Count.ShouldBe(KnownTokens.Limit - (KnownTokens.Limit / 16) + 1);
        tokens.Find(TokenDigest.Of("token 0")).ShouldBeNull();
        tokens.Find(TokenDigest.Of($"token {KnownTokens.Limit}")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Invalid_tokens_are_not_kept()
    {
        await using var gateway = await TokenBench.StartAsync(_issuer);
        for (var i = 0; i < 50; i++)
        {
            (await TokenBench.AskAsync(gateway, FakeKey.SignWithSecret([1], _issuer.Claims($"user-{i}"), "rsa-1"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            (await TokenBench.AskAsync(gateway, _key.Sign(TokenBench.With(_issuer.Claims(), ("exp", i))))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        TokenBench.Authenticator(gateway).Known.ShouldBe(0);
    }

    private static string Ok(string json) => $"HTTP/1.1 200 OK\r\nContent-Length: {json.Length}\r\n\r\n{json}";

    private static async Task ReloadAsync(TestGateway gateway, object configuration)
    {
        var before = gateway.ConfigVersion;
        await File.WriteAllTextAsync(gateway.ConfigFile, System.Text.Json.JsonSerializer.Serialize(configuration));
        await Eventually.BecomesTrueAsync(() => gateway.ConfigVersion != before);
    }

    private Task<TestGateway> StartAsync(TimeProvider time) =>
        TestGateway.StartAsync(TokenBench.Configuration(_issuer), services: services => services.AddSingleton(time));

    private Task<HttpResponseMessage> AskAsync(TestGateway gateway, string subject = "ann") => TokenBench.AskAsync(gateway, _key.Sign(_issuer.Claims(subject)));

    /// <summary>The machine's clock, which a test can move on.</summary>
    private sealed class SkippingTime : TimeProvider
    {
        private long _skipped;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _skipped));

        public override long GetTimestamp() => base.GetTimestamp() + (long)(TimeSpan.FromTicks(Interlocked.Read(ref _skipped)).TotalSeconds * TimestampFrequency);

        public void Skip(TimeSpan by) => Interlocked.Add(ref _skipped, by.Ticks);
    }
}
