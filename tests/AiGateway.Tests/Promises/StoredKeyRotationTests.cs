using AiGateway.Audit;
using AiGateway.Configuration;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Management;
using AiGateway.Tests.Failover;
using AiGateway.Tests.Hosting;
using AiGateway.Tests.Secrets;
using Microsoft.Extensions.DependencyInjection;

namespace AiGateway.Tests.Promises;

/// <summary>H6 and H7 with the store: provider keys and the master key are exchanged under load, and no request fails for it.</summary>
public sealed class StoredKeyRotationTests : IAsyncLifetime
{
    private const int AtATime = 20;
    private const int Others = 600;
    private const string NewKey = "the-key-that-comes";

    private readonly SecretBench _bench = SecretBench.Create();
    private FakeProvider _provider = null!;

    public async Task InitializeAsync()
    {
        _provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        _provider.AcceptedKeys.Add(NewKey);
        _provider.Always(FakeAnswer.Text("one ", "two ", "three"));
        _provider.When(request => request.BodyText.Contains("a long one", StringComparison.Ordinal), StreamText.Long.Paced(TimeSpan.FromMilliseconds(250)));
    }

    public async Task DisposeAsync()
    {
        await _provider.DisposeAsync();
        await _bench.DisposeAsync();
    }

    [Fact]
    [Trait("Promise", "H7")]
    public async Task A_stored_key_is_given_another_value_under_load()
    {
        await _bench.PutAsync(_bench.OldRing, ("openai", _provider.Key));
        await using var gateway = await _bench.StartAsync(Configuration(SecretBench.OldOnly));
        await using var load = new SteadyLoad(gateway, "m", "one two three", AtATime);
        await load.ServeAsync(40);
        using var begun = await gateway.StreamAsync("m", "a long one");
        var beginning = _provider.Requests.Single(r => r.BodyText.Contains("a long one", StringComparison.Ordinal));

        var version = gateway.ConfigVersion;
        await SecretBench.SetAsync(gateway, "openai", NewKey);
        await Eventually.BecomesTrueAsync(() => gateway.ConfigVersion != version);
        beginning.Ended.IsCompleted.ShouldBeFalse("the stream must outlast the exchange, or it shows nothing");
        await load.TurnOverAsync();
        StreamText.ShouldBeClean(await begun.Content.ReadAsStringAsync(), StreamText.Long.Parts[0].Whole);
        _provider.AcceptedKeys.Remove(_provider.Key);
        var revokedAt = _provider.Requests.Count;
        await load.ServeAsync(100);
        await load.StopAsync();

        load.Failures.ShouldBeEmpty();
        beginning.Key.ShouldBe(_provider.Key);
        _provider.Requests.Skip(revokedAt).Select(r => r.Key).Distinct().ShouldBe([NewKey]);
        _provider.Requests.ShouldAllBe(r => r.Status == 200);
        gateway.LogLines.ShouldNotContain(line => line.Contains(NewKey, StringComparison.Ordinal) || line.Contains(_provider.Key, StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Promise", "H6")]
    public async Task The_master_key_is_exchanged_under_load_and_the_work_is_resumed_where_it_was_interrupted()
    {
        await _bench.PutAsync(_bench.OldRing, [("openai", _provider.Key), .. Enumerable.Range(0, Others).Select(i => ($"other-{i:000}", $"value-of-{i}"))]);
        await using var gateway = await _bench.StartAsync(Configuration(SecretBench.OldOnly));
        await using var load = new SteadyLoad(gateway, "m", "one two three", AtATime);
        await load.ServeAsync(40);

        await SecretBench.UseAsync(gateway, Configuration(SecretBench.BothOld));
        await load.TurnOverAsync();
        await SecretBench.UseAsync(gateway, Configuration(SecretBench.BothNew));
        await load.TurnOverAsync();

        // Midway: what is done is done, the rest is readable as before, and the old key cannot be taken away yet.
        var interrupted = await InterruptAsync(gateway);
        interrupted.ShouldBeInRange(1, Others);
        await RefuseAsync(gateway, SecretBench.NewOnly);
        await SecretBench.UseAsync(gateway, Configuration(SecretBench.BothOld));
        await SecretBench.UseAsync(gateway, Configuration(SecretBench.BothNew));
        await load.TurnOverAsync();

        var rest = await gateway.Services.GetRequiredService<SecretManagement>().ReencryptAsync(Actor.System, CancellationToken.None);
        rest.Done.ShouldBe(Others + 1 - interrupted);
        rest.Unreadable.ShouldBeEmpty();
        await SecretBench.UseAsync(gateway, Configuration(SecretBench.NewOnly));
        await load.TurnOverAsync();
        await load.StopAsync();

        load.Failures.ShouldBeEmpty();
        _provider.Requests.ShouldAllBe(r => r.Status == 200 && r.Key == _provider.Key);
        var ring = gateway.Services.GetRequiredService<SnapshotStore<GatewayConfig>>().Current.KeyRing!;
        var secrets = await _bench.SecretsAsync();
        secrets.Count.ShouldBe(Others + 1);
        secrets.ShouldAllBe(secret => secret.MasterKeyId == ring.MasterKeyId);
        secrets.Where(secret => secret.Name != "openai").Select(secret => ring.Open(secret.Name, secret.MasterKeyId, secret.Box))
            .ShouldBe(Enumerable.Range(0, Others).Select(i => $"value-of-{i}"));
    }

    /// <summary>Begins to encrypt anew and breaks it off as soon as a part is done; answers how many are.</summary>
    private async Task<int> InterruptAsync(TestGateway gateway)
    {
        using var stop = new CancellationTokenSource();
        var current = gateway.Services.GetRequiredService<SnapshotStore<GatewayConfig>>().Current.KeyRing!.MasterKeyId;
        var work = gateway.Services.GetRequiredService<SecretManagement>().ReencryptAsync(Actor.System, stop.Token);
        while (!(await _bench.SecretsAsync()).Any(secret => secret.MasterKeyId == current))
        {
            work.IsCompleted.ShouldBeFalse();
        }

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => work);
        return (await _bench.SecretsAsync()).Count(secret => secret.MasterKeyId == current);
    }

    private async Task RefuseAsync(TestGateway gateway, object secrets)
    {
        var store = gateway.Services.GetRequiredService<SnapshotStore<GatewayConfig>>();
        var version = gateway.ConfigVersion;
        await SecretBench.WriteAsync(gateway, Configuration(secrets));
        await Eventually.BecomesTrueAsync(() => store.Problems.Count > 0);
        store.Problems.ShouldAllBe(problem => problem.Path == "Gateway:Secrets:MasterKeys" && problem.Message.Contains("`a-", StringComparison.Ordinal));
        gateway.ConfigVersion.ShouldBe(version);
    }

    private object Configuration(object secrets) =>
        _bench.Configuration(new { up = SecretBench.Provider(_provider, "store:openai") }, secrets, new { m = "up/gpt-4o-mini" });
}
