using System.Net;
using AiGateway.Configuration;
using AiGateway.Fakes;
using AiGateway.Secrets;
using AiGateway.Tests.Hosting;
using AiGateway.Tests.Promises;

namespace AiGateway.Tests.Options;

/// <summary>What can be said of a virtual key and of a team, and that it holds.</summary>
public sealed class KeyOptionTests : IAsyncLifetime
{
    private const string Key = "kQ7vT2xW9pLs4ZzR8mYb3nHc";
    private const string Pepper = "9f2c1b7d8e4f60a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f6071829";

    private FakeProvider _provider = null!;

    public async Task InitializeAsync() => _provider = await FakeProvider.StartAsync(Dialect.OpenAI);

    public async Task DisposeAsync() => await _provider.DisposeAsync();

    [Fact]
    [Proves("Gateway:VirtualKeys:*:Hash")]
    public async Task A_hash_stands_for_a_key_that_the_configuration_does_not_hold()
    {
        var text = TokenText.Create(TokenText.VirtualKeyPrefix, out var id);
        var ring = KeyMaterial.ToRing(new KeyMaterialOptions { Peppers = new Dictionary<string, Secret>(StringComparer.Ordinal) { ["p1"] = new(Pepper) } }).ShouldNotBeNull();
        var hash = new KeyHash(ring.PepperId, id, ring.Digest(KeyPurpose.VirtualKey, ring.PepperId, text)).ToString();
        await using var gateway = await GatewayAsync(new { Hash = hash }, secrets: new { Peppers = new { p1 = Pepper } });

        (await ChatAsync(gateway, text)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await (await ChatAsync(gateway, TokenText.Create(TokenText.VirtualKeyPrefix, id))).ShouldBeRefusedAsync(401, "invalid_api_key");
        await (await ChatAsync(gateway, hash)).ShouldBeRefusedAsync(401, "invalid_api_key");
    }

    [Fact]
    [Proves("Gateway:VirtualKeys:*:Name")]
    [Proves("Gateway:VirtualKeys:*:Team")]
    [Proves("Gateway:VirtualKeys:*:User")]
    public async Task Whose_key_it_is_stands_in_the_log()
    {
        await using var gateway = await GatewayAsync(new { Value = Key, Name = "Shop live", Team = "web", User = "alice" }, teams: new { web = new { } });

        var line = await gateway.WaitForRequestLogAsync(await ChatAsync(gateway, Key));

        line.ShouldContain("Shop live");
        line.ShouldContain("web");
        line.ShouldContain("alice");
    }

    [Theory]
    [InlineData("key", "up/gpt-4o-mini")]
    [InlineData("team", "up/gpt-4o-mini")]
    [InlineData("nobody", "mock/echo")]
    [Proves("Gateway:VirtualKeys:*:Tags")]
    [Proves("Gateway:Teams:*:Tags")]
    public async Task Tags_of_key_and_team_are_tags_of_the_request(string tag, string target)
    {
        var models = new { m = new { Targets = new object[] { new { Model = "up/gpt-4o-mini", When = new { Tags = new[] { tag } } }, new { Model = "mock/echo", Tier = 2 } } } };
        await using var gateway = await GatewayAsync(new { Value = Key, Team = "web", Tags = new[] { "key" } }, models, new { web = new { Tags = new[] { "team" } } });

        var answer = await ChatAsync(gateway, Key, "m");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        $"{answer.Header("x-aigateway-provider")}/{answer.Header("x-aigateway-model")}".ShouldBe(target);
    }

    [Theory]
    [InlineData("chat", 200, 403)]
    [InlineData("models", 403, 200)]
    [Proves("Gateway:VirtualKeys:*:Surfaces")]
    public async Task A_key_is_kept_to_its_surfaces(string surface, int chat, int models)
    {
        await using var gateway = await GatewayAsync(new { Value = Key, Surfaces = new[] { surface } });

        ((int)(await ChatAsync(gateway, Key)).StatusCode).ShouldBe(chat);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models") { Headers = { { "api-key", Key } } };
        ((int)(await gateway.Client.SendAsync(request)).StatusCode).ShouldBe(models);
    }

    [Theory]
    [InlineData("127.0.0.0/8", 200)]
    [InlineData("10.0.0.0/8", 403)]
    [Proves("Gateway:VirtualKeys:*:Networks")]
    public async Task A_key_is_kept_to_its_networks(string network, int status)
    {
        await using var gateway = await GatewayAsync(new { Value = Key, Networks = new[] { network } });

        var answer = await ChatAsync(gateway, Key);

        if (status == 200)
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            return;
        }

        await answer.ShouldBeRefusedAsync(status, "network_not_allowed");
        answer.Headers.Contains("WWW-Authenticate").ShouldBeFalse();
        _provider.HeadsSeen.ShouldBe(0);
    }

    [Theory]
    [InlineData("2099-01-31T00:00:00Z", 200)]
    [InlineData("2020-01-31T00:00:00Z", 401)]
    [Proves("Gateway:VirtualKeys:*:Expires")]
    public async Task A_key_ends(string end, int status)
    {
        await using var gateway = await GatewayAsync(new { Value = Key, Expires = end });

        var answer = await ChatAsync(gateway, Key);

        if (status == 200)
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            return;
        }

        await answer.ShouldBeRefusedAsync(status, "key_expired");
    }

    [Theory]
    [InlineData("up/*", 200)]
    [InlineData("mock/*", 403)]
    [Proves("Gateway:Teams:*:Models")]
    public async Task A_key_may_use_no_more_than_its_team(string model, int status)
    {
        await using var gateway = await GatewayAsync(new { Value = Key, Team = "web" }, teams: new { web = new { Models = new[] { model } } });

        ((int)(await ChatAsync(gateway, Key)).StatusCode).ShouldBe(status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Proves("Gateway:Teams:*:Enabled")]
    public async Task A_team_that_is_off_takes_its_keys_along(bool enabled)
    {
        await using var gateway = await GatewayAsync(new { Value = Key, Team = "web" }, teams: new { web = new { Enabled = enabled } });

        var answer = await ChatAsync(gateway, Key);

        if (enabled)
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            return;
        }

        await answer.ShouldBeRefusedAsync(401, "key_disabled");
    }

    private static Task<HttpResponseMessage> ChatAsync(TestGateway gateway, string key, string model = "up/gpt-4o-mini") => gateway.ChatAsync(model, "Hi", false, ("api-key", key));

    private Task<TestGateway> GatewayAsync(object key, object? models = null, object? teams = null, object? secrets = null) => TestGateway.StartAsync(new
    {
        Gateway = new
        {
            Providers = new { up = Config.Provider(_provider) },
            Models = models ?? new { },
            Teams = teams ?? new { },
            Secrets = secrets ?? new { },
            VirtualKeys = new { tester = key },
        },
    });
}
