using AiGateway.Audit;
using AiGateway.Fakes;
using AiGateway.Management;
using AiGateway.Secrets;
using AiGateway.Storage;
using AiGateway.Tests.Hosting;
using AiGateway.Tests.Secrets;
using Microsoft.Extensions.DependencyInjection;

namespace AiGateway.Tests.Options;

/// <summary>What each field of the section <c>Secrets</c> changes.</summary>
public sealed class KeyMaterialOptionTests : IAsyncLifetime
{
    private readonly SecretBench _bench = SecretBench.Create();
    private FakeProvider _up = null!;

    public async Task InitializeAsync() => _up = await FakeProvider.StartAsync(Dialect.OpenAI);

    public async Task DisposeAsync()
    {
        await _up.DisposeAsync();
        await _bench.DisposeAsync();
    }

    [Fact]
    [Proves("Gateway:Secrets:KeyFile")]
    public async Task KeyFile_is_where_the_keys_are_kept()
    {
        var file = Path.Combine(Path.GetDirectoryName(_bench.DatabaseFile)!, "elsewhere", "ring.json");
        await using var gateway = await _bench.StartAsync(_bench.Configuration(new { }, new { KeyFile = file }));

        var ring = KeyMaterial.ToRing(KeyRingFile.TryRead(file).ShouldNotBeNull()).ShouldNotBeNull();
        File.Exists(_bench.KeyFile).ShouldBeFalse();
        await SecretBench.SetAsync(gateway, "openai", "sk-upstream-4f1c");
        var secret = (await _bench.SecretsAsync()).ShouldHaveSingleItem();
        ring.Open(secret.Name, secret.MasterKeyId, secret.Box).ShouldBe("sk-upstream-4f1c");
    }

    [Fact]
    [Proves("Gateway:Secrets:MasterKeys")]
    public async Task MasterKeys_open_what_is_stored()
    {
        await _bench.PutAsync(_bench.OldRing, ("openai", _up.Key));

        TestGateway.RefusedStart(WithSecret(SecretBench.NewOnly), _bench.Variables).ShouldContain("Gateway:Secrets:MasterKeys");

        await using var gateway = await _bench.StartAsync(WithSecret(SecretBench.OldOnly));
        (await gateway.ChatAsync("up/gpt-4o-mini")).IsSuccessStatusCode.ShouldBeTrue();
        _up.Requests.ShouldHaveSingleItem().Key.ShouldBe(_up.Key);
    }

    [Fact]
    [Proves("Gateway:Secrets:MasterKey")]
    public async Task MasterKey_is_the_one_that_encrypts()
    {
        await using var gateway = await _bench.StartAsync(_bench.Configuration(new { }, SecretBench.BothOld));
        await SecretBench.SetAsync(gateway, "first", "value-of-first");
        await SecretBench.UseAsync(gateway, _bench.Configuration(new { }, SecretBench.BothNew));
        await SecretBench.SetAsync(gateway, "second", "value-of-second");

        (await _bench.SecretsAsync()).Select(secret => secret.MasterKeyId[..2]).ShouldBe(["a-", "b-"]);
    }

    [Fact]
    [Proves("Gateway:Secrets:Peppers")]
    [Proves("Gateway:Secrets:Pepper")]
    public async Task Peppers_recognise_keys_and_Pepper_is_the_one_for_new_ones()
    {
        await using var gateway = await _bench.StartAsync(_bench.Configuration(new { }, Peppers("p")));
        var old = await CreateKeyAsync(gateway);
        await SecretBench.UseAsync(gateway, _bench.Configuration(new { }, Peppers("q")));
        var made = await CreateKeyAsync(gateway);

        (old.Key.PepperId[..2], made.Key.PepperId[..2]).ShouldBe(("p-", "q-"));
        foreach (var key in (IssuedKey[])[old, made])
        {
            var answer = await gateway.ChatAsync("mock/echo", headers: [("Authorization", $"Bearer {key.Text}")]);
            answer.IsSuccessStatusCode.ShouldBeTrue();
        }

        object Peppers(string current) => new
        {
            MasterKeys = new { a = "env:OLD" },
            Peppers = new { p = "env:PEPPER", q = "env:NEW" },
            Pepper = current,
        };
    }

    [Fact]
    [Proves("Gateway:Secrets:Lost")]
    [Trait("Promise", "H5")]
    public async Task Lost_gives_up_what_was_made_under_keys_that_are_gone()
    {
        StoredKey key;
        await using (var gateway = await _bench.StartAsync(_bench.Configuration(new { }, secrets: null)))
        {
            await SecretBench.SetAsync(gateway, "openai", "sk-that-nobody-can-read-any-more");
            key = (await CreateKeyAsync(gateway)).Key;
        }

        File.Delete(_bench.KeyFile);
        var masterKey = (await _bench.SecretsAsync())[0].MasterKeyId;
        TestGateway.RefusedStart(_bench.Configuration(new { }, new { Lost = new[] { masterKey } })).ShouldContain("from a backup");
        var lost = new { Lost = new[] { masterKey, key.PepperId } };
        TestGateway.RefusedStart(WithSecret(lost)).ShouldContain("aigateway secrets set openai");

        await using var again = await _bench.StartAsync(_bench.Configuration(new { }, lost));
        await SecretBench.SetAsync(again, "openai", _up.Key);
        var rotated = await again.Services.GetRequiredService<KeyManagement>().RotateAsync(Actor.System, key.Id, version: null, TimeSpan.Zero, CancellationToken.None);
        await SecretBench.UseAsync(again, WithSecret(secrets: null));

        (await again.ChatAsync("up/gpt-4o-mini", headers: [("Authorization", $"Bearer {rotated.Text}")])).IsSuccessStatusCode.ShouldBeTrue();
        _up.Requests.ShouldHaveSingleItem().Key.ShouldBe(_up.Key);
        TestGateway.RefusedStart(_bench.Configuration(new { }, new { Lost = new[] { (await _bench.SecretsAsync())[0].MasterKeyId } })).ShouldContain("is there, so it is not lost");
    }

    private static Task<IssuedKey> CreateKeyAsync(TestGateway gateway) =>
        gateway.Services.GetRequiredService<KeyManagement>().CreateAsync(Actor.System, new KeyDraft { Name = "shop" }, CancellationToken.None);

    private object WithSecret(object? secrets) => _bench.Configuration(new { up = SecretBench.Provider(_up, "store:openai") }, secrets);
}
