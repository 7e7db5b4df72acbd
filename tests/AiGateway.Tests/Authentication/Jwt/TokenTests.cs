using System.Net;
using AiGateway.Fakes.Identity;
using AiGateway.Fakes.Raw;
using AiGateway.Tests.Hosting;
using AiGateway.Tests.Promises;

namespace AiGateway.Tests.Authentication.Jwt;

/// <summary>Which tokens let a caller in, and which do not, whatever they claim.</summary>
public sealed class TokenTests(TokenBench bench) : IClassFixture<TokenBench>
{
    private static readonly long Now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    /// <summary>Every way to make a token that must not be taken, from a bench.</summary>
    private static readonly Dictionary<string, Func<TokenBench, string>> Forged = new(StringComparer.Ordinal)
    {
        ["no algorithm"] = b => Unsigned(b, """{"alg":"none","typ":"JWT","kid":"rsa-1"}""") + "e30",
        ["no algorithm, in other case"] = b => Unsigned(b, """{"alg":"nOnE","typ":"JWT","kid":"rsa-1"}""") + "e30",
        ["no algorithm and no signature"] = b => Unsigned(b, """{"alg":"none"}"""),
        ["no signature"] = b => b.Token()[..(b.Token().LastIndexOf('.') + 1)],
        ["the public key taken for a secret"] = b => FakeKey.SignWithSecret(System.Text.Encoding.UTF8.GetBytes(b.Rsa.PublicPem), b.Issuer.Claims(), "rsa-1"),
        ["the modulus taken for a secret"] = b => FakeKey.SignWithSecret(Convert.FromBase64String(Padded((string)b.Rsa.Published["n"]!)), b.Issuer.Claims(), "rsa-1"),
        ["an empty secret"] = b => FakeKey.SignWithSecret([], b.Issuer.Claims(), null),
        ["a stranger's key under a known name"] = b => FakeKey.Rsa("rsa-1").Sign(b.Issuer.Claims()),
        ["a stranger's key of its own name"] = b => FakeKey.Rsa("made-up").Sign(b.Issuer.Claims()),
        ["a stranger's curve under a known name"] = b => FakeKey.Curve("ec-1").Sign(b.Issuer.Claims()),
        ["a key within the token"] = b => FakeKey.Rsa("rsa-1") is var own ? own.Sign(b.Issuer.Claims(), ("jwk", own.Published)) : "",
        ["a key's address within the token"] = b => FakeKey.Rsa("rsa-1").Sign(b.Issuer.Claims(), ("jku", $"{b.Issuer.Url}/evil"), ("x5u", $"{b.Issuer.Url}/evil")),
        ["a path for a key's name"] = b => FakeKey.Rsa().Sign(b.Issuer.Claims(), ("kid", "../../dev/null")),
        ["SQL for a key's name"] = b => FakeKey.Rsa().Sign(b.Issuer.Claims(), ("kid", "' OR 1=1 --")),
        ["a key's name that is no text"] = b => b.Rsa.Sign(b.Issuer.Claims(), ("kid", 1)),
        ["no key's name among several keys of the kind"] = b => FakeKey.Rsa().Sign(b.Issuer.Claims(), ("kid", null)),
        ["another algorithm than its key's kind"] = b => b.Rsa.Sign(b.Issuer.Claims(), ("alg", "ES256")),
        ["an algorithm that is not among those allowed"] = b => b.Rsa.Sign(b.Issuer.Claims(), ("alg", "RS512")),
        ["an algorithm in other case"] = b => b.Rsa.Sign(b.Issuer.Claims(), ("alg", "rs256")),
        ["an algorithm by its number"] = b => b.Rsa.Sign(b.Issuer.Claims(), ("alg", "0")),
        ["a changed payload"] = b => Swapped(b.Token(), b.Token(("sub", "root"))),
        ["a changed signature"] = b => b.Token()[..^10] + "AAAAAAAAAA",
        ["another issuer"] = b => b.Token(("iss", "https://evil.example")),
        ["the issuer with a slash more"] = b => b.Token(("iss", b.Issuer.Name + "/")),
        ["the issuer and more"] = b => b.Token(("iss", b.Issuer.Name + ".evil.example")),
        ["no issuer"] = b => b.Token(("iss", null)),
        ["an issuer that is a list"] = b => b.Token(("iss", new[] { b.Issuer.Name })),
        ["another audience"] = b => b.Token(("aud", "shop")),
        ["an audience in other case"] = b => b.Token(("aud", "Gateway")),
        ["an audience that begins alike"] = b => b.Token(("aud", "gateway-2")),
        ["other audiences"] = b => b.Token(("aud", new[] { "shop", "desk" })),
        ["no audience"] = b => b.Token(("aud", null)),
        ["an audience that is a number"] = b => b.Token(("aud", 7)),
        ["an end that is over"] = b => b.Token(("exp", Now - 3_600)),
        ["no end"] = b => b.Token(("exp", null)),
        ["an end that is a text"] = b => b.Token(("exp", "4102444800")),
        ["an end beyond all time"] = b => b.Token(("exp", 1e300)),
        ["an end before all time"] = b => b.Token(("exp", -1)),
        ["a beginning to come"] = b => b.Token(("nbf", Now + 3_600)),
        ["a beginning that is a text"] = b => b.Token(("nbf", "now")),
        ["nobody"] = b => b.Token(("sub", null)),
        ["a subject that is empty"] = b => b.Token(("sub", "")),
        ["a subject that is a number"] = b => b.Token(("sub", 7)),
        ["another purpose"] = b => b.Rsa.Sign(b.Issuer.Claims(), ("typ", "logout+jwt")),
        ["a proof of possession"] = b => b.Rsa.Sign(b.Issuer.Claims(), ("typ", "dpop+jwt")),
        ["an extension that must be understood"] = b => b.Rsa.Sign(b.Issuer.Claims(), ("crit", new[] { "b64" }), ("b64", false)),
        ["a name that comes twice"] = b => b.Rsa.SignText($$"""{"iss":"{{b.Issuer.Name}}","aud":"gateway","exp":{{Now + 600}},"sub":"ann","sub":"root"}"""),
        ["a head with a name that comes twice"] = b => b.Rsa.SignHead("""{"alg":"none","alg":"RS256","kid":"rsa-1"}""", System.Text.Json.JsonSerializer.Serialize(b.Issuer.Claims())),
        ["a payload that is a list"] = b => b.Rsa.SignText("[1]"),
        ["a payload that is no JSON"] = b => b.Rsa.SignText("hello"),
        ["a payload with half a surrogate pair"] = b => b.Rsa.SignText($$"""{"iss":"{{b.Issuer.Name}}","aud":"gateway","exp":{{Now + 600}},"sub":"\ud800"}"""),
        ["depth without end"] = b => b.Rsa.SignText($"{{\"x\":{new string('[', 3_000)}{new string(']', 3_000)}}}"),
        ["five parts"] = b => b.Token() + ".AAAA.AAAA",
        ["five parts that say they are encrypted"] = b => FakeKey.Text("""{"alg":"RSA-OAEP","enc":"A256GCM","zip":"DEF"}"""u8.ToArray()) + ".AAAA.AAAA.AAAA.AAAA",
        ["four parts"] = b => b.Token() + ".AAAA",
        ["letters that are none of base64url"] = b => b.Token().Replace("eyJ", "eyJ+", StringComparison.Ordinal),
        ["twenty kilobytes"] = b => b.Token(("pad", new string('x', 14_000))),
    };

    public static TheoryData<string> Forgeries => [.. Forged.Keys];

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_token_that_is_not_right_in_every_way_is_refused(string name)
    {
        var answer = await RawClient.SendAsync(bench.Gateway.BaseUrl.Port, RawRequest.Post("""{"model":"m","messages":[{"role":"user","content":"Hi"}]}""", RawRequest.ChatPath, $"Authorization: Bearer {Forged[name](bench)}"));

        answer.ShouldBeRefused(401, "invalid_token").GetProperty("message").GetString().ShouldNotBeNull().ShouldStartWith("The token is not valid");
        answer.Header("www-authenticate").ShouldNotBeNull().ShouldStartWith("Bearer");
        bench.Issuer.Asked("/evil").ShouldBe(0);
    }

    [Theory]
    [InlineData("the key that the token names", "rsa-1", false)]
    [InlineData("a key on a curve", "ec-1", true)]
    public async Task A_token_that_is_right_lets_its_caller_in(string why, string id, bool curve)
    {
        why.ShouldNotBeEmpty();
        var key = curve ? bench.Curve : bench.Rsa;
        key.Id.ShouldBe(id);

        var answer = await TokenBench.AskAsync(bench.Gateway, key.Sign(bench.Issuer.Claims()));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await bench.Gateway.WaitForRequestLogAsync(answer)).ShouldContain(" Key=jwt:idp:ann User=ann ");
    }

    [Theory]
    [InlineData("typ", null)]
    [InlineData("typ", "at+jwt")]
    [InlineData("typ", "jwt")]
    [InlineData("typ", "application/at+jwt")]
    [InlineData("kid", null)]
    [InlineData("x5t", "AAAA")]
    public async Task Heads_of_several_kinds_are_right(string field, string? value) =>
        (await TokenBench.AskAsync(bench.Gateway, bench.Rsa.Sign(bench.Issuer.Claims(), (field, value)))).StatusCode.ShouldBe(HttpStatusCode.OK);

    [Fact]
    public async Task One_audience_among_several_will_do() =>
        (await TokenBench.AskAsync(bench.Gateway, bench.Token(("aud", new[] { "shop", "gateway" })))).StatusCode.ShouldBe(HttpStatusCode.OK);

    [Theory]
    [InlineData("x-api-key")]
    [InlineData("api-key")]
    [InlineData("x-goog-api-key")]
    public async Task It_is_taken_wherever_a_key_is(string header) =>
        (await bench.Gateway.ChatAsync("m", "Hi", false, (header, bench.Token()))).StatusCode.ShouldBe(HttpStatusCode.OK);

    [Fact]
    public async Task Virtual_keys_go_on_beside_it()
    {
        (await bench.Gateway.ChatAsync("m", "Hi", false, ("api-key", TokenBench.VirtualKey))).StatusCode.ShouldBe(HttpStatusCode.OK);
        await (await bench.Gateway.ChatAsync("m", "Hi", false, ("api-key", "wrong"))).ShouldBeRefusedAsync(401, "invalid_api_key");
        await (await bench.Gateway.ChatAsync("m")).ShouldBeRefusedAsync(401);
    }

    [Fact]
    public async Task Without_an_issuer_a_token_is_just_an_invalid_key()
    {
        await using var gateway = await TestGateway.StartAsync(new { Gateway = new { VirtualKeys = new { tester = TokenBench.VirtualKey } } });

        await (await TokenBench.AskAsync(gateway, bench.Token(), "mock/echo")).ShouldBeRefusedAsync(401, "invalid_api_key");
    }

    [Fact]
    public async Task With_an_issuer_and_no_key_callers_of_this_machine_need_a_token()
    {
        await using var gateway = await TokenBench.StartAsync(bench.Issuer, gateway: new { VirtualKeys = new { } });

        await (await gateway.ChatAsync("m")).ShouldBeRefusedAsync(401);
        (await TokenBench.AskAsync(gateway, bench.Token())).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_is_wrong_is_told_to_holders_of_the_issuers_own_tokens_alone()
    {
        (await MessageAsync(bench.Token(("exp", Now - 3_600)))).ShouldBe("The token is not valid: it has expired.");
        (await MessageAsync(bench.Token(("nbf", Now + 3_600)))).ShouldBe("The token is not valid: it is not valid yet.");
        (await MessageAsync(bench.Token(("aud", "shop")))).ShouldBe("The token is not valid: it is for another audience.");
        (await MessageAsync(FakeKey.Rsa().Sign(TokenBench.With(bench.Issuer.Claims(), ("exp", Now - 3_600))))).ShouldBe("The token is not valid.");

        async Task<string?> MessageAsync(string token) =>
            (await (await TokenBench.AskAsync(bench.Gateway, token)).ShouldBeRefusedAsync(401, "invalid_token")).GetProperty("message").GetString();
    }

    private static string Unsigned(TokenBench b, string head) =>
        $"{FakeKey.Text(System.Text.Encoding.UTF8.GetBytes(head))}.{FakeKey.Text(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(b.Issuer.Claims()))}.";

    private static string Swapped(string good, string wanted) => $"{good.Split('.')[0]}.{wanted.Split('.')[1]}.{good.Split('.')[2]}";

    private static string Padded(string text) => text.Replace('-', '+').Replace('_', '/') + new string('=', (4 - (text.Length % 4)) % 4);
}
