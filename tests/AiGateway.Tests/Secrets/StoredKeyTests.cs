using AiGateway.Configuration;
using AiGateway.Fakes;
using AiGateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AiGateway.Tests.Secrets;

/// <summary>Providers whose keys are in the store, through a real gateway.</summary>
public sealed class StoredKeyTests : IAsyncLifetime
{
    private readonly SecretBench _bench = SecretBench.Create();
    private FakeProvider _up = null!;
    private FakeProvider _other = null!;

    public async Task InitializeAsync()
    {
        _up = await FakeProvider.StartAsync(Dialect.OpenAI);
        _other = await FakeProvider.StartAsync(Dialect.OpenAI);
        await _bench.PutAsync(_bench.OldRing, ("openai", _up.Key));
    }

    public async Task DisposeAsync()
    {
        await _up.DisposeAsync();
        await _other.DisposeAsync();
        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task A_stored_key_is_what_the_provider_gets()
    {
        await using var gateway = await _bench.StartAsync(Configuration());

        (await gateway.ChatAsync("up/gpt-4o-mini")).IsSuccessStatusCode.ShouldBeTrue();

        _up.Requests.ShouldHaveSingleItem().Key.ShouldBe(_up.Key);
    }

    [Fact]
    public async Task A_key_that_is_set_anew_is_used_from_then_on_without_any_reload_by_hand()
    {
        _up.AcceptedKeys.Add("the-key-that-comes");
        await using var gateway = await _bench.StartAsync(Configuration());
        await gateway.ChatAsync("up/gpt-4o-mini");

        await SecretBench.SetAsync(gateway, "openai", "the-key-that-comes");
        await Eventually.BecomesTrueAsync(() => KeyInForce(gateway) == "the-key-that-comes");
        await gateway.ChatAsync("up/gpt-4o-mini");

        _up.Requests.Select(r => r.Key).ShouldBe([_up.Key, "the-key-that-comes"]);
    }

    [Fact]
    public async Task What_the_store_does_not_give_out_is_503_and_never_a_request_without_a_key()
    {
        _bench.TakeDown();
        await using var gateway = await _bench.StartAsync(Configuration());

        var plain = await gateway.ChatAsync("up/gpt-4o-mini");
        var stream = await gateway.ChatAsync("up/gpt-4o-mini", stream: true);
        var failedOver = await gateway.ChatAsync("either");
        var untouched = await gateway.ChatAsync("mock/echo");

        (plain.StatusCode, await plain.ErrorCodeAsync()).ShouldBe((System.Net.HttpStatusCode.ServiceUnavailable, "credentials_unavailable"));
        stream.StatusCode.ShouldBe(System.Net.HttpStatusCode.ServiceUnavailable);
        failedOver.Header("x-aigateway-provider").ShouldBe("other");
        untouched.IsSuccessStatusCode.ShouldBeTrue();
        _up.HeadsSeen.ShouldBe(0);
        gateway.Services.GetRequiredService<SnapshotStore<GatewayConfig>>().Current.Options.Warnings
            .ShouldContain(warning => warning.Path == "Gateway:Providers:up:ApiKeys:0" && warning.Message.Contains("does not answer", StringComparison.Ordinal));

        _bench.PutBack();
        await Eventually.BecomesTrueAsync(() => KeyInForce(gateway) == _up.Key, 60);
        (await gateway.ChatAsync("up/gpt-4o-mini")).IsSuccessStatusCode.ShouldBeTrue();
        _up.Requests.ShouldHaveSingleItem().Key.ShouldBe(_up.Key);
    }

    [Fact]
    public async Task A_key_that_is_there_is_used_while_another_is_not()
    {
        _bench.TakeDown();
        await using var gateway = await _bench.StartAsync(
            _bench.Configuration(new { up = SecretBench.Provider(_up, "store:openai", _up.Key) }, SecretBench.OldOnly));

        for (var i = 0; i < 10; i++)
        {
            (await gateway.ChatAsync("up/gpt-4o-mini")).IsSuccessStatusCode.ShouldBeTrue();
        }

        _up.Requests.ShouldAllBe(r => r.Key == _up.Key);
    }

    [Fact]
    public async Task What_was_known_stays_in_force_when_the_store_goes_and_the_configuration_changes()
    {
        await using var gateway = await _bench.StartAsync(Configuration());
        await gateway.ChatAsync("up/gpt-4o-mini");

        _bench.TakeDown();
        await SecretBench.UseAsync(gateway, _bench.Configuration(new { up = SecretBench.Provider(_up, "store:openai") }, SecretBench.OldOnly, new { m = "up/gpt-4o-mini" }));

        (await gateway.ChatAsync("m")).IsSuccessStatusCode.ShouldBeTrue();
        _up.Requests.Select(r => r.Key).ShouldBe([_up.Key, _up.Key]);
        _bench.PutBack();
    }

    [Fact]
    public async Task A_reload_that_names_a_secret_that_is_not_there_is_refused_until_it_is()
    {
        await using var gateway = await _bench.StartAsync(Configuration());
        var store = gateway.Services.GetRequiredService<SnapshotStore<GatewayConfig>>();
        var version = gateway.ConfigVersion;

        await SecretBench.WriteAsync(gateway, _bench.Configuration(new { up = SecretBench.Provider(_up, "store:other") }, SecretBench.OldOnly));
        await Eventually.BecomesTrueAsync(() => store.Problems.Count > 0);
        store.Problems.ShouldHaveSingleItem().Message.ShouldContain("aigateway secrets set other");
        (await gateway.ChatAsync("up/gpt-4o-mini")).IsSuccessStatusCode.ShouldBeTrue();
        gateway.ConfigVersion.ShouldBe(version);

        await SecretBench.SetAsync(gateway, "other", _up.Key);
        await Eventually.BecomesTrueAsync(() => gateway.ConfigVersion != version);
        store.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_operators_own_route_and_a_health_check_go_out_without_a_key_no_more_than_a_request()
    {
        _bench.TakeDown();
        await using var gateway = await _bench.StartAsync(new
        {
            ReverseProxy = new
            {
                Routes = new { files = new { ClusterId = "c", Match = new { Path = "/files/{**rest}" }, Transforms = new[] { new { ProviderKey = "up" } } } },
                Clusters = new { c = new { Destinations = new { d = new { Address = _up.BaseUrl.AbsoluteUri } } } },
            },
            Gateway = new
            {
                Storage = new { Sqlite = _bench.DatabaseFile, Poll = "100ms" },
                Admin = new { Enabled = false },
                Secrets = SecretBench.OldOnly,
                VirtualKeys = new { caller = SecretBench.CallersKey },
                Providers = new
                {
                    up = new { Type = "OpenAI", BaseUrl = _up.BaseUrl.AbsoluteUri, ApiKeys = new[] { "store:openai" }, AllowPrivateNetwork = true, HealthCheck = "20ms" },
                    other = new { Type = "OpenAI", BaseUrl = _other.BaseUrl.AbsoluteUri, ApiKeys = new[] { _other.Key }, AllowPrivateNetwork = true, HealthCheck = "20ms" },
                },
            },
        });

        (await gateway.Client.GetAsync("/files/1")).StatusCode.ShouldBe(System.Net.HttpStatusCode.ServiceUnavailable);
        await Eventually.BecomesTrueAsync(() => _other.HeadsSeen >= 3);

        _up.HeadsSeen.ShouldBe(0);
        _bench.PutBack();
        await Eventually.BecomesTrueAsync(() => _up.HeadsSeen >= 3, 60);
        _up.Requests.ShouldAllBe(r => r.Key == _up.Key);
    }

    private static string? KeyInForce(TestGateway gateway) =>
        gateway.Services.GetRequiredService<SnapshotStore<GatewayConfig>>().Current.Options.Providers["up"].ApiKeys is [var first, ..] ? first.Value.Reveal() : null;

    private object Configuration() => _bench.Configuration(
        new { up = SecretBench.Provider(_up, "store:openai"), other = SecretBench.Provider(_other, _other.Key) },
        SecretBench.OldOnly,
        new { either = new { Targets = new[] { "up/gpt-4o-mini", "other/gpt-4o-mini" } } });
}
