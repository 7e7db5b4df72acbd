using AiGateway.Management;
using AiGateway.Secrets;
using AiGateway.Storage;
using AiGateway.Tests.Hosting;
using AiGateway.Tests.Secrets;

namespace AiGateway.Tests.Management;

/// <summary>Secrets go in and do not come out; a new master key reaches them all.</summary>
[Collection(PostgresCollection.Name)]
public sealed class SecretManagementTests(PostgresServer server)
{
    private const string Value = "sk-live-7Hq2mXw9ZpLd";

    [Theory]
    [EveryStore]
    public async Task A_secret_is_encrypted_and_changes_only_when_it_does(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = new Managed(store);

        var made = await managed.Secrets.SetAsync(Managed.Admin, "openai", Value, " for the shop ", 0, default);
        managed.Ring.Open("openai", made.MasterKeyId, made.Box).ShouldBe(Value);
        made.Note.ShouldBe("for the shop");
        (await managed.Secrets.SetAsync(Managed.Admin, "openai", Value, "for the shop", null, default)).Version.ShouldBe(1);

        var noted = await managed.Secrets.SetAsync(Managed.Admin, "openai", Value, null, 1, default);
        (noted.Note, noted.Version).ShouldBe((null, 2));
        noted.Box.ShouldBe(made.Box);
        var changed = await managed.Secrets.SetAsync(Managed.Admin, "openai", Value + "2", null, 2, default);
        managed.Ring.Open("openai", changed.MasterKeyId, (await managed.Secrets.GetAsync("openai", default)).Box).ShouldBe(Value + "2");

        await Managed.ShouldRefuseAsync(ManagementErrorKind.VersionMismatch, () => managed.Secrets.SetAsync(Managed.Admin, "openai", "sk-other", null, 1, default));
        await Managed.ShouldRefuseAsync(ManagementErrorKind.VersionMismatch, () => managed.Secrets.SetAsync(Managed.Admin, "openai", "sk-other", null, 0, default));
        await Managed.ShouldRefuseAsync(ManagementErrorKind.VersionMismatch, () => managed.Secrets.SetAsync(Managed.Admin, "new", "sk-other", null, 1, default));
        var records = await managed.RecordsAsync();
        records.Select(r => string.Join(',', r.Fields)).ShouldBe(["masterKeyId,name,note,value", "note", "value"]);
    }

    [Theory]
    [EveryStore]
    public async Task H9_What_is_no_secret_is_refused_without_being_repeated(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = new Managed(store);
        foreach (var value in (string?[])[null, "", "   ", "changeme", "CHANGE-ME", "<your key>", "sk-...", "xxxxxxxx", "your-api-key", " " + Value, Value + "\n", "ключ-ключ", new string('k', 16 * 1024 + 1)])
        {
            var refusal = await Managed.ShouldRefuseAsync(ManagementErrorKind.Invalid, () => managed.Secrets.SetAsync(Managed.Admin, "openai", value!, null, null, default), "value");
            refusal.Message.ShouldNotContain(string.IsNullOrWhiteSpace(value) ? "\u0001" : value);
        }

        await Managed.ShouldRefuseAsync(ManagementErrorKind.Invalid, () => managed.Secrets.SetAsync(Managed.Admin, "../x", Value, null, null, default), "name");
        await Managed.ShouldRefuseAsync(ManagementErrorKind.Invalid, () => managed.Secrets.SetAsync(Managed.Admin, "x", Value, "a\u0007b", null, default), "note");
        (await managed.RecordsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [EveryStore]
    public async Task A_secret_that_the_configuration_refers_to_stays(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = new Managed(store);
        await managed.Secrets.SetAsync(Managed.Admin, "openai", Value, null, null, default);
        managed.Configure("Gateway:Providers:openai:ApiKeys:0", "store:openai");

        var refusal = await Managed.ShouldRefuseAsync(ManagementErrorKind.Conflict, () => managed.Secrets.DeleteAsync(Managed.Admin, "openai", null, default));
        refusal.Message.ShouldContain("Gateway:Providers:openai:ApiKeys:0");
        managed.Configure("Gateway:Providers:openai:ApiKeys:0", "store:openai2");
        await managed.Secrets.DeleteAsync(Managed.Admin, "openai", 1, default);
        await Managed.ShouldRefuseAsync(ManagementErrorKind.NotFound, () => managed.Secrets.DeleteAsync(Managed.Admin, "openai", null, default));
    }

    [Theory]
    [EveryStore]
    public async Task H6_Encrypting_anew_is_done_in_portions_can_be_stopped_and_does_nothing_twice(StoreKind kind)
    {
        const int Count = SecretManagement.BatchSize * 2 + 7;
        await using var store = await TestStore.CreateAsync(kind, server);
        var (old, both) = OldAndBoth();
        var managed = new Managed(store, old);
        var names = await FillAsync(managed, Count);
        var set = await managed.Secrets.GetAsync(names[0], default);

        managed.Reload(ring: both);
        using var stop = new CancellationTokenSource();
        var stopping = new Managed(store, both) { OnChanged = stop.Cancel };
        await Should.ThrowAsync<OperationCanceledException>(() => stopping.Secrets.ReencryptAsync(Managed.Admin, stop.Token));
        (await UnderAsync(managed, both.MasterKeyId)).ShouldBe(SecretManagement.BatchSize);
        await EveryValueAsync(managed, names, both);

        (await managed.Secrets.ReencryptAsync(Managed.Admin, default)).ShouldBeLike(Count - SecretManagement.BatchSize);
        (await UnderAsync(managed, both.MasterKeyId)).ShouldBe(Count);
        await EveryValueAsync(managed, names, both);
        var records = (await managed.RecordsAsync()).Count;
        (await managed.Secrets.ReencryptAsync(Managed.Admin, default)).ShouldBeLike(0);
        (await managed.RecordsAsync()).Count.ShouldBe(records);
        records.ShouldBe(Count * 2);
        (await managed.Secrets.GetAsync(names[0], default)).UpdatedAt.ShouldBe(set.UpdatedAt, "its value is the same");
        await managed.ShouldVerifyAsync();
    }

    [Theory]
    [EveryStore]
    public async Task H6_Two_replicas_that_encrypt_anew_at_once_agree(StoreKind kind)
    {
        const int Count = SecretManagement.BatchSize + 30;
        await using var store = await TestStore.CreateAsync(kind, server);
        var (old, both) = OldAndBoth();
        var names = await FillAsync(new Managed(store, old), Count);
        Managed[] replicas = [new(store, both), new(store, both, database: store.Open())];

        var done = await Task.WhenAll(replicas.Select(replica => Task.Run(() => replica.Secrets.ReencryptAsync(Managed.Admin, default))));

        done.Sum(d => d.Done).ShouldBe(Count);
        (await UnderAsync(replicas[0], both.MasterKeyId)).ShouldBe(Count);
        await EveryValueAsync(replicas[0], names, both);
        (await replicas[0].ShouldVerifyAsync()).Records.ShouldBe(Count * 2);
    }

    [Theory]
    [EveryStore]
    public async Task What_cannot_be_read_is_named_and_left_as_it_is(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var lost = Rings.Random("lost");
        await new Managed(store, lost).Secrets.SetAsync(Managed.Admin, "gone", Value, null, null, default);
        var managed = new Managed(store, Rings.Random("new"));
        await managed.Secrets.SetAsync(Managed.Admin, "here", Value, null, null, default);

        var outcome = await managed.Secrets.ReencryptAsync(Managed.Admin, default);
        outcome.Done.ShouldBe(0);
        outcome.Unreadable.ShouldBe(["gone"]);
        (await managed.Secrets.GetAsync("gone", default)).MasterKeyId.ShouldBe(lost.MasterKeyId);

        var repaired = await managed.Secrets.SetAsync(Managed.Admin, "gone", Value, null, null, default);
        managed.Ring.Open("gone", repaired.MasterKeyId, repaired.Box).ShouldBe(Value);
    }

    private static (KeyRing Old, KeyRing Both) OldAndBoth()
    {
        var (keys, peppers) = (Rings.Keys("old", "new"), Rings.Keys("p"));
        return (new KeyRing(keys.Where(k => k.Key == "old").ToDictionary(), "old", peppers, "p"), new KeyRing(keys, "new", peppers, "p"));
    }

    private static async Task<IReadOnlyList<string>> FillAsync(Managed managed, int count)
    {
        string[] names = [.. Enumerable.Range(0, count).Select(i => $"secret-{i:d3}")];
        foreach (var name in names)
        {
            await managed.Secrets.SetAsync(Managed.Admin, name, $"{Value}-{name}", null, null, default);
        }

        return names;
    }

    private static async Task<long> UnderAsync(Managed managed, string masterKey) =>
        (await managed.Secrets.ListAsync(new SecretFilter { MasterKeyId = masterKey }, new PageRequest(1000, null), default)).Items.Count;

    private static async Task EveryValueAsync(Managed managed, IReadOnlyList<string> names, KeyRing ring)
    {
        foreach (var secret in (await managed.Secrets.ListAsync(new SecretFilter(), new PageRequest(1000, null), default)).Items)
        {
            ring.Open(secret.Name, secret.MasterKeyId, secret.Box).ShouldBe($"{Value}-{secret.Name}");
            names.ShouldContain(secret.Name);
        }
    }
}
