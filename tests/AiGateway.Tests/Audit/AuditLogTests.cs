using AiGateway.Audit;
using AiGateway.Management;
using AiGateway.Storage;
using AiGateway.Tests.Hosting;
using AiGateway.Tests.Management;
using AiGateway.Tests.Secrets;
using AiGateway.Tests.Storage;

namespace AiGateway.Tests.Audit;

/// <summary>J7 and J8: every change is on record, nothing of a secret is, and what was done to the records shows.</summary>
[Collection(PostgresCollection.Name)]
public sealed class AuditLogTests(PostgresServer server)
{
    private const string Secret = "sk-live-7Hq2mXw9ZpLdKfR3";

    [Theory]
    [EveryStore]
    public async Task J7_Every_change_has_who_what_and_digests_before_and_after(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = new Managed(store);
        await DoEverythingAsync(managed);

        var records = await managed.RecordsAsync();
        records.Select(r => r.Action).Distinct().Order(StringComparer.Ordinal).ShouldBe(
        [
            "key.create", "key.delete", "key.revoke", "key.rotate", "key.update", "secret.delete", "secret.reencrypt", "secret.set", "team.create", "team.delete", "team.update",
            "token.bootstrap", "token.create", "token.delete", "token.update", "user.create", "user.delete", "user.update",
        ]);
        var digests = new Dictionary<(string, string), string?>();
        foreach (var record in records)
        {
            record.Actor.ShouldNotBeEmpty();
            record.Origin.ShouldNotBeEmpty();
            record.At.ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(5));
            (record.Before is null && record.After is null).ShouldBeFalse(record.Action);
            record.Before.ShouldNotBe(record.After, record.Action);

            // What a thing was is what it became by the change before.
            record.Before.ShouldBe(digests.GetValueOrDefault((record.Kind, record.Subject)), $"{record.Number} {record.Action}");
            digests[(record.Kind, record.Subject)] = record.After;
            record.Fields.ShouldBe(record.Fields.Order(StringComparer.Ordinal));
            (record.Fields.Count == 0).ShouldBe(record.After is null, record.Action);
        }

        var update = records.First(r => r.Action == "key.update");
        (update.Actor, update.Role, update.Origin, update.RequestId).ShouldBe(("token:operator1", AdminRole.Operator, "127.0.0.1", "request-2"));
        update.Fields.ShouldBe(["name", "tags"]);
        records.First(r => r.Action == "key.create").Role.ShouldBeNull("the command line has none");
        (await managed.ShouldVerifyAsync()).Records.ShouldBe(records.Count);
        managed.Notices.ShouldBe(records.Count - 1, "the bootstrap token goes with the change that makes the first admin");
    }

    [Theory]
    [EveryStore]
    public async Task J8_Nothing_of_a_secret_is_on_record(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = new Managed(store);
        managed.UseFile(Path.Combine(store.Folder, "audit.jsonl"));
        var texts = await DoEverythingAsync(managed);

        texts.Count.ShouldBeGreaterThan(5);
        var all = await File.ReadAllTextAsync(managed.AuditPath!) + string.Join('\n', (await managed.RecordsAsync()).Select(r => r.ToString() + string.Join(',', r.Fields)));
        foreach (var text in texts)
        {
            foreach (var form in (string[])[text, text[^8..], Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text))[..12], Uri.EscapeDataString(text)])
            {
                all.ShouldNotContain(form, Case.Sensitive);
            }
        }
    }

    [Theory]
    [EveryStore]
    public async Task A_secrets_digest_tells_only_that_it_changed(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = new Managed(store);
        await managed.Secrets.SetAsync(Managed.Admin, "a", Secret, null, null, default);
        await managed.Secrets.SetAsync(Managed.Admin, "a", Secret + "x", null, null, default);
        var other = new Managed(store, Rings.Random());
        await other.Secrets.SetAsync(Managed.Admin, "b", Secret, null, null, default);

        var digests = (await managed.RecordsAsync()).Select(r => r.After!).ToArray();
        digests.Distinct(StringComparer.Ordinal).Count().ShouldBe(3);
        digests.ShouldAllBe(digest => AuditHash.IsHash(digest));
    }

    [Theory]
    [EveryStore]
    public async Task J7_Whatever_is_done_to_the_table_shows(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var managed = new Managed(store);
        for (var i = 0; i < 9; i++)
        {
            await managed.Keys.CreateAsync(Managed.Admin, new KeyDraft { Name = $"key {i}" }, default);
        }

        var head = (await managed.ShouldVerifyAsync()).Head;
        head.Number.ShouldBe(9);
        string[] tampers =
        [
            "UPDATE audit_log SET actor = 'token:eve' WHERE number = 4",
            "UPDATE audit_log SET at = at + 1 WHERE number = 9",
            "UPDATE audit_log SET fields = '[]' WHERE number = 1",
            "UPDATE audit_log SET role = NULL WHERE number = 2",
            "UPDATE audit_log SET request_id = NULL WHERE number = 2",
            "UPDATE audit_log SET digest_before = digest_after WHERE number = 5",
            "UPDATE audit_log SET hash = upper(hash) WHERE number = 9",
            "UPDATE audit_log SET hash = previous WHERE number = 3",
            "DELETE FROM audit_log WHERE number = 1",
            "DELETE FROM audit_log WHERE number = 5",
            "DELETE FROM audit_log WHERE number <= 4",
            "UPDATE audit_log SET number = -number WHERE number IN (4, 5); UPDATE audit_log SET number = 9 + number WHERE number < 0",
            "UPDATE audit_log SET number = number + 100 WHERE number >= 5; UPDATE audit_log SET number = number - 99 WHERE number > 100",
            "INSERT INTO audit_anchor (id, number, hash) VALUES (1, 4, '0000000000000000000000000000000000000000000000000000000000000000')",
            "DELETE FROM audit_log WHERE number <= 4; INSERT INTO audit_anchor (id, number, hash) VALUES (1, 4, '0000000000000000000000000000000000000000000000000000000000000000')",
        ];
        foreach (var tamper in tampers)
        {
            await RawStore.ExecuteAsync(store, "CREATE TABLE kept AS SELECT * FROM audit_log");
            await RawStore.ExecuteAsync(store, tamper);
            (await managed.Audit.VerifyAsync(default)).IsSound.ShouldBeFalse(tamper);
            await RawStore.ExecuteAsync(store, "DELETE FROM audit_log; DELETE FROM audit_anchor; INSERT INTO audit_log SELECT * FROM kept; DROP TABLE kept");
            await managed.ShouldVerifyAsync();
        }

        // A cut at the end, and a chain that is made anew, show to whoever has kept the head.
        await RawStore.ExecuteAsync(store, "DELETE FROM audit_log WHERE number >= 8");
        (await managed.Audit.VerifyAsync(default)).IsSound.ShouldBeTrue();
        (await managed.Audit.VerifyAsync(head, default)).Problem!.ShouldContain("cut off");
        await managed.Keys.CreateAsync(Managed.Admin, new KeyDraft { Name = "another" }, default);
        await managed.Keys.CreateAsync(Managed.Admin, new KeyDraft { Name = "another" }, default);
        (await managed.Audit.VerifyAsync(default)).Head.Number.ShouldBe(9);
        (await managed.Audit.VerifyAsync(head, default)).Problem!.ShouldContain("made anew");
    }

    [Theory]
    [EveryStore]
    public async Task Retention_leaves_a_chain_that_verifies_while_it_cuts(StoreKind kind)
    {
        var time = new SetTime();
        await using var store = await TestStore.CreateAsync(kind, server, time);
        var managed = new Managed(store);
        for (var i = 0; i < 20; i++)
        {
            await managed.Keys.CreateAsync(Managed.Admin, new KeyDraft { Name = $"key {i}" }, default);
            time.Advance(TimeSpan.FromHours(1));
        }

        var old = (await managed.RecordsAsync())[2].Place();
        await store.ChangeAsync(session => session.Audit.PruneAsync(time.GetUtcNow().AddHours(-8)));
        var verdict = await managed.ShouldVerifyAsync();
        verdict.Anchor.Number.ShouldBeGreaterThan(5);
        (verdict.Anchor.Number + verdict.Records).ShouldBe(20);
        (await managed.Audit.VerifyAsync(old, default)).IsSound.ShouldBeTrue("what was cut off cannot be asked for");
        (await managed.Audit.VerifyAsync(verdict.Anchor with { Hash = new string('a', 64) }, default)).IsSound.ShouldBeFalse();

        await managed.Keys.CreateAsync(Managed.Admin, new KeyDraft { Name = "next" }, default);
        (await managed.ShouldVerifyAsync()).Head.Number.ShouldBe(21);
        await RawStore.ExecuteAsync(store, "DELETE FROM audit_anchor");
        (await managed.Audit.VerifyAsync(default)).IsSound.ShouldBeFalse();
    }

    [Theory]
    [EveryStore]
    public async Task Two_replicas_that_change_much_at_once_make_one_chain_and_two_whole_files(StoreKind kind)
    {
        await using var store = await TestStore.CreateAsync(kind, server);
        var ring = Rings.Random();
        Managed[] replicas = [new(store, ring), new(store, ring, database: store.Open())];
        for (var i = 0; i < replicas.Length; i++)
        {
            replicas[i].UseFile(Path.Combine(store.Folder, $"audit-{i}.jsonl"));
            await replicas[i].Keys.CreateAsync(Managed.Admin, new KeyDraft { Name = "first" }, default);
        }

        using var done = new CancellationTokenSource();
        var watching = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                (await new AuditVerifier(store.Database).VerifyAsync(null, null, default)).Problem.ShouldBeNull();
            }
        });
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => replicas[i % 2].Keys.CreateAsync(Managed.Admin, new KeyDraft { Name = $"key {i}" }, default))));
        await done.CancelAsync();
        await watching;

        (await replicas[0].RecordsAsync()).Select(r => r.Number).ShouldBe(Enumerable.Range(1, 202).Select(n => (long)n));
        (await replicas[0].Keys.ListAsync(new KeyFilter(), new PageRequest(1000, null), default)).Items.Count.ShouldBe(202);
        foreach (var replica in replicas)
        {
            // One more by each, so that each has caught up with the other.
            await replica.Keys.CreateAsync(Managed.Admin, new KeyDraft { Name = "last" }, default);
            (await replica.ShouldVerifyAsync()).Notes.ShouldBeEmpty();
            await using var file = File.OpenRead(replica.AuditPath!);
            var verdict = await AuditVerifier.VerifyFileAsync(file, null, default);
            verdict.Problem.ShouldBeNull();
            (verdict.Anchor.Number + verdict.Records).ShouldBe(verdict.Head.Number);
            verdict.Anchor.Number.ShouldBeLessThan(2, "a file begins with the first change of its replica");
        }
    }

    /// <summary>Makes every change there is, and gives the secrets that came up.</summary>
    private static async Task<IReadOnlyList<string>> DoEverythingAsync(Managed managed)
    {
        var (old, next) = (Rings.Keys("m1", "m2"), Rings.Keys("p"));
        managed.Reload(ring: new AiGateway.Secrets.KeyRing(old, "m1", next, "p"));
        List<string> texts = [Secret, Secret + "-2"];
        texts.Add((await managed.Tokens.EnsureBootstrapAsync(default))!);
        texts.Add((await managed.Tokens.BootstrapAsync(texts[^1], "root", "127.0.0.1", "request-0", default)).Text);
        var token = await managed.Tokens.CreateAsync(Managed.Admin, new AdminTokenDraft { Name = "ops", Role = AdminRole.Operator }, default);
        texts.Add(token.Text);
        await managed.Tokens.UpdateAsync(Managed.Admin, token.Token.Id, null, new AdminTokenPatch { Role = AdminRole.Viewer }, default);
        await managed.Tokens.DeleteAsync(Managed.Admin, token.Token.Id, null, default);
        await managed.Teams.CreateAsync(Managed.Admin, new TeamDraft { Id = "web", Name = "Web" }, default);
        await managed.Teams.UpdateAsync(Managed.Admin, "web", null, new TeamPatch { Models = ["gpt-*"] }, default);
        await managed.Users.CreateAsync(Managed.Admin, new UserDraft { Id = "ada", Name = "Ada" }, default);
        await managed.Users.UpdateAsync(Managed.Admin, "ada", null, new UserPatch { Tags = ["x"] }, default);
        var key = await managed.Keys.CreateAsync(Managed.Cli, new KeyDraft { Name = "shop", Team = "web", User = "ada", Networks = ["10.0.0.0/8"], ExpiresAt = DateTimeOffset.UtcNow.AddDays(1) }, default);
        texts.Add(key.Text);
        await managed.Keys.UpdateAsync(Managed.Operator, key.Key.Id, null, new KeyPatch { Name = "store", Tags = ["y"] }, default);
        texts.Add((await managed.Keys.RotateAsync(Managed.Operator, key.Key.Id, null, TimeSpan.FromDays(1), default)).Text);
        await managed.Keys.RevokeAsync(Managed.Operator, key.Key.Id, null, default);
        await managed.Keys.DeleteAsync(Managed.Admin, key.Key.Id, null, default);
        await managed.Users.DeleteAsync(Managed.Admin, "ada", null, default);
        await managed.Teams.DeleteAsync(Managed.Admin, "web", null, default);
        await managed.Secrets.SetAsync(Managed.Admin, "openai", Secret, "note", null, default);
        await managed.Secrets.SetAsync(Managed.Admin, "openai", Secret + "-2", "note", null, default);
        managed.Reload(ring: new AiGateway.Secrets.KeyRing(old, "m2", next, "p"));
        await managed.Secrets.ReencryptAsync(Managed.Admin, default);
        await managed.Secrets.DeleteAsync(Managed.Admin, "openai", null, default);
        return texts;
    }
}
