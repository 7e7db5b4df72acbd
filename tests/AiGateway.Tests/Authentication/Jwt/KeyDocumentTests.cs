using System.Net;
using System.Text.Json;
using AiGateway.Authentication.Jwt;
using AiGateway.Configuration;
using AiGateway.Fakes.Identity;

namespace AiGateway.Tests.Authentication.Jwt;

/// <summary>Which keys of an issuer's document are taken, and for what.</summary>
public sealed class KeyDocumentTests
{
    private static readonly FakeKey Good = FakeKey.Rsa("good");

    public static TheoryData<string> UnfitChanges =>
    [
        "\"use\":\"enc\"", "\"key_ops\":[\"encrypt\"]", "\"key_ops\":\"verify\"", "\"kty\":\"oct\"", "\"kty\":\"OKP\"", "\"kty\":null", "\"alg\":\"HS256\"", "\"alg\":\"none\"", "\"alg\":\"ES256\"",
        "\"n\":\"\"", "\"n\":\"AQAB\"", "\"n\":null", "\"n\":\"*\"", "\"e\":null",
    ];

    [Theory]
    [MemberData(nameof(UnfitChanges))]
    public void A_key_that_is_not_for_checking_signatures_is_left_out(string change)
    {
        var (name, value) = (change.Split('"')[1], JsonElement.Parse(change[(change.IndexOf(':', StringComparison.Ordinal) + 1)..]));

        Read(Changed(Good, name, value)).ShouldBeEmpty();
    }

    [Fact]
    public void A_weak_key_is_left_out() => Read(FakeKey.Rsa("weak", bits: 1024).Published).ShouldBeEmpty();

    [Fact]
    public void A_point_beside_its_curve_is_left_out()
    {
        var key = FakeKey.Curve();

        Read(key.Published).ShouldHaveSingleItem();
        Read(Changed(key, "y", JsonElement.Parse($"\"{key.Published["x"]}\""))).ShouldBeEmpty();
        Read(Changed(key, "crv", JsonElement.Parse("\"P-384\""))).ShouldBeEmpty();
        Read(Changed(key, "crv", JsonElement.Parse("\"secp256k1\""))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("ES256", JwtAlgorithm.ES256)]
    [InlineData("ES384", JwtAlgorithm.ES384)]
    [InlineData("ES512", JwtAlgorithm.ES512)]
    internal void A_curve_is_for_its_own_algorithm(string algorithm, JwtAlgorithm only) => Read(FakeKey.Curve("k", algorithm).Published).ShouldHaveSingleItem().Algorithms.ShouldBe([only]);

    [Fact]
    public void An_RSA_key_is_for_what_it_says()
    {
        Read(Good.Published).ShouldHaveSingleItem().Algorithms.Count.ShouldBe(6);
        Read(Changed(Good, "alg", JsonElement.Parse("\"PS256\""))).ShouldHaveSingleItem().Algorithms.ShouldBe([JwtAlgorithm.PS256]);
    }

    [Fact]
    public async Task The_document_of_an_issuer_may_hold_what_is_not_for_us()
    {
        await using var issuer = FakeIssuer.Start();
        issuer.KeysText = JsonSerializer.Serialize(new { keys = new object[] { 7, new { kty = "oct", kid = "good", k = "c2VjcmV0" }, Good.Published, new { } } });
        await using var gateway = await TokenBench.StartAsync(issuer);

        (await TokenBench.AskAsync(gateway, Good.Sign(issuer.Claims()))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await TokenBench.AskAsync(gateway, FakeKey.SignWithSecret("secret"u8.ToArray(), issuer.Claims(), "good"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static Dictionary<string, object?> Changed(FakeKey key, string name, JsonElement value)
    {
        var published = new Dictionary<string, object?>(key.Published, StringComparer.Ordinal);
        published[name] = value;
        return published;
    }

    private static IReadOnlyList<JwtKey> Read(Dictionary<string, object?> key) => JwtKeyReader.Read(JsonSerializer.SerializeToElement(new { keys = new[] { key } }));
}
