using AiGateway.Audit;
using AiGateway.Configuration;
using AiGateway.Fakes;
using AiGateway.Management;
using AiGateway.Secrets;
using AiGateway.Tests.Hosting;
using AiGateway.Tests.Secrets;
using Microsoft.Extensions.DependencyInjection;

namespace AiGateway.Tests.Promises;

/// <summary>H5 and K8: the key ring outlives the process, a second one has the same, and another than the store's refuses the start.</summary>
public sealed class SharedKeyRingTests : IAsyncLifetime
{
    private readonly SecretBench _bench = SecretBench.Create();
    private FakeProvider _provider = null!;

    public async Task InitializeAsync() => _provider = await FakeProvider.StartAsync(Dialect.OpenAI);

    public async Task DisposeAsync()
    {
        await _provider.DisposeAsync();
        await _bench.DisposeAsync();
    }

    [Fact]
    [Trait("Promise", "H5")]
    public async Task Two_that_start_at_once_on_nothing_agree_on_a_ring_and_so_does_one_that_starts_later()
    {
        using var both = new Barrier(2);
        var starting = Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(
            () =>
            {
                both.SignalAndWait();
                return _bench.StartAsync(_bench.Configuration(new { }, secrets: null));
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()).ToArray();
        await using (var first = await starting[0])
        {
            await using var second = await starting[1];
            Ring(second).MasterKeyId.ShouldBe(Ring(first).MasterKeyId);
            Ring(second).PepperId.ShouldBe(Ring(first).PepperId);
            await SecretBench.SetAsync(first, "openai", _provider.Key);

            await SecretBench.UseAsync(second, WithSecret());
            (await second.ChatAsync("up/gpt-4o-mini")).IsSuccessStatusCode.ShouldBeTrue();
        }

        await using var later = await _bench.StartAsync(WithSecret());
        (await later.ChatAsync("up/gpt-4o-mini")).IsSuccessStatusCode.ShouldBeTrue();
        _provider.Requests.Select(r => r.Key).ShouldBe([_provider.Key, _provider.Key]);
    }

    [Fact]
    [Trait("Promise", "H5")]
    [Trait("Promise", "K8")]
    public async Task A_key_file_that_is_gone_or_another_refuses_the_start()
    {
        string made;
        await using (var gateway = await _bench.StartAsync(_bench.Configuration(new { }, secrets: null)))
        {
            await SecretBench.SetAsync(gateway, "openai", _provider.Key);
            made = Ring(gateway).MasterKeyId;
        }

        var content = await File.ReadAllTextAsync(_bench.KeyFile);
        File.Delete(_bench.KeyFile);
        TestGateway.RefusedStart(WithSecret()).ShouldContain("Put it back from a backup");
        File.Exists(_bench.KeyFile).ShouldBeFalse();

        KeyRingFile.ReadOrCreate(_bench.KeyFile);
        TestGateway.RefusedStart(WithSecret()).ShouldContain($"`openai` encrypted under the master key `{made}`, which is not there");

        await File.WriteAllTextAsync(_bench.KeyFile, content);
        await using var again = await _bench.StartAsync(WithSecret());
        (await again.ChatAsync("up/gpt-4o-mini")).IsSuccessStatusCode.ShouldBeTrue();
    }

    [Fact]
    [Trait("Promise", "H5")]
    [Trait("Promise", "K8")]
    public async Task A_pepper_that_keys_in_the_store_were_made_under_must_be_there()
    {
        await using (var gateway = await _bench.StartAsync(_bench.Configuration(new { }, SecretBench.OldOnly)))
        {
            await gateway.Services.GetRequiredService<KeyManagement>().CreateAsync(Actor.System, new KeyDraft { Name = "shop" }, CancellationToken.None);
        }

        var pepper = _bench.OldRing.PepperId;
        _bench.Variables["PEPPER"] = _bench.Variables["NEW"];

        TestGateway.RefusedStart(_bench.Configuration(new { }, SecretBench.OldOnly), _bench.Variables)
            .ShouldContain($"made under the pepper `{pepper}`, which is not there");
    }

    [Fact]
    [Trait("Promise", "H5")]
    [Trait("Promise", "K8")]
    public async Task A_ring_that_turns_out_not_to_fit_a_store_that_was_down_is_logged_as_an_error()
    {
        await _bench.PutAsync(_bench.OldRing, ("openai", _provider.Key));
        _bench.TakeDown();
        await using var gateway = await _bench.StartAsync(_bench.Configuration(new { }, SecretBench.NewOnly));

        _bench.PutBack();

        var line = await gateway.WaitForLogAsync("Configuration error at Gateway:Secrets:MasterKeys", 60);
        line.ShouldStartWith("Error:");
        line.ShouldContain("`openai`");
    }

    private object WithSecret() => _bench.Configuration(new { up = SecretBench.Provider(_provider, "store:openai") }, secrets: null);

    private static KeyRing Ring(TestGateway gateway) => gateway.Services.GetRequiredService<SnapshotStore<GatewayConfig>>().Current.KeyRing!;
}
