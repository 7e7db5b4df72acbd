using System.Net;
using System.Text;
using AiGateway.Authentication;
using AiGateway.Configuration;
using AiGateway.Secrets;
using AiGateway.Storage;
using AiGateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AiGateway.Tests.Promises;

/// <summary>H2, H8, J5: keys of the store in a gateway with its real store: what is kept of them, how they end, and what bad ones cost.</summary>
public sealed class StoredKeyPromiseTests : IAsyncLifetime
{
    private TestGateway _gateway = null!;

    private Database Store => _gateway.Services.GetRequiredService<Database>();

    private KeyDirectory Directory => _gateway.Services.GetRequiredService<KeyDirectory>();

    public async Task InitializeAsync() => _gateway = await TestGateway.StartAsync(new { Gateway = new { Storage = new { Poll = "100ms" }, Admin = new { Enabled = false } } });

    public async Task DisposeAsync() => await _gateway.DisposeAsync();

    [Fact]
    public async Task A_gateway_without_any_key_is_open_to_this_machine_until_the_first_one_is_made()
    {
        (await _gateway.ChatAsync("mock/echo")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var text = await IssueAsync();

        (await ChatAsync(text)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await (await _gateway.ChatAsync("mock/echo")).ShouldBeRefusedAsync(401);
        await (await ChatAsync("anything")).ShouldBeRefusedAsync(401, "invalid_api_key");
    }

    [Fact]
    public async Task The_database_holds_no_key()
    {
        var text = await IssueAsync();
        (await ChatAsync(text)).StatusCode.ShouldBe(HttpStatusCode.OK);

        var secret = text[(TokenText.VirtualKeyPrefix.Length + 13)..];
        foreach (var file in System.IO.Directory.GetFiles(_gateway.Folder, "*", SearchOption.AllDirectories))
        {
            var content = Encoding.Latin1.GetString(await ReadAsync(file));
            foreach (var trace in (string[])[text, secret, secret[^8..], Convert.ToBase64String(Encoding.ASCII.GetBytes(text)), Convert.ToHexString(Encoding.ASCII.GetBytes(secret))])
            {
                content.Contains(trace, StringComparison.OrdinalIgnoreCase).ShouldBeFalse(file);
            }
        }

        // Yet the key is found by what is there: its public id and a digest.
        var key = (await Store.ReadAsync(session => session.Keys.FindAsync(Id(text)), CancellationToken.None)).ShouldNotBeNull();
        key.Digest.Length.ShouldBe(32);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_within_two_seconds()
    {
        var text = await IssueAsync();
        (await ChatAsync(text)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await ChangeAsync(text, key => key with { RevokedAt = DateTimeOffset.UtcNow });

        // Two seconds are promised; how long a busy test machine takes is not. The poll is told apart from a reload by its order of magnitude.
        var started = System.Diagnostics.Stopwatch.StartNew();
        await Eventually.BecomesTrueAsync(() => Directory.Find(text, null).Outcome == KeyOutcome.Revoked, 30);
        started.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        await (await ChatAsync(text)).ShouldBeRefusedAsync(401, "key_revoked");
        await (await ChatAsync(TokenText.Create(TokenText.VirtualKeyPrefix, Id(text)))).ShouldBeRefusedAsync(401, "invalid_api_key");
    }

    [Fact]
    public async Task Ten_thousand_bad_keys_leave_the_store_as_it_was_and_the_good_one_working()
    {
        var text = await IssueAsync();
        (await ChatAsync(text)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var before = await StateAsync();

        for (var i = 0; i < 10_000; i++)
        {
            var from = new IPAddress([10, (byte)(i >> 12), (byte)(i >> 4), 1]);
            var verdict = await Directory.FindAsync(TokenText.Create(TokenText.VirtualKeyPrefix, out _).AsMemory(), from, CancellationToken.None);
            verdict.Outcome.ShouldBe(KeyOutcome.Unknown);
        }

        (await StateAsync()).ShouldBe(before);
        Directory.Count.ShouldBe(1);
        Directory.Remembered.ShouldBeLessThanOrEqualTo(KeyLookups.MostRemembered);
        (await ChatAsync(text)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Bad_keys_from_one_address_do_not_lock_out_a_good_one_there()
    {
        var text = await IssueAsync();
        (await ChatAsync(text)).StatusCode.ShouldBe(HttpStatusCode.OK);

        for (var i = 0; i < 3 * BadKeyTable.Allowed; i++)
        {
            await (await ChatAsync(TokenText.Create(TokenText.VirtualKeyPrefix, out _))).ShouldBeRefusedAsync(401, "invalid_api_key");
        }

        (await ChatAsync(text)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var next = await IssueAsync();
        (await ChatAsync(next)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static string Id(string text) => TokenText.TryParse(TokenText.VirtualKeyPrefix, text, out var id) ? id.ToString() : throw new ArgumentException("No key.", nameof(text));

    private static async Task<byte[]> ReadAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    private Task<HttpResponseMessage> ChatAsync(string key) => _gateway.ChatAsync("mock/echo", "Hi", false, ("Authorization", $"Bearer {key}"));

    /// <summary>What the store holds, in figures.</summary>
    private async Task<string> StateAsync() => await Store.ReadAsync(
        async session => $"{await session.Keys.CountAsync()} keys, {await session.Audit.LastAsync()}",
        CancellationToken.None);

    private async Task<string> IssueAsync()
    {
        var ring = _gateway.Services.GetRequiredService<SnapshotStore<GatewayConfig>>().Current.KeyRing.ShouldNotBeNull();
        var text = TokenText.Create(TokenText.VirtualKeyPrefix, out var id);
        var key = new StoredKey { Id = id, Name = "test", PepperId = ring.PepperId, Digest = ring.Digest(KeyPurpose.VirtualKey, ring.PepperId, text) };
        await WithRecordAsync(id, session => session.Keys.InsertAsync(key));
        await Eventually.BecomesTrueAsync(() => Directory.Find(text, null).Outcome == KeyOutcome.Accepted);
        return text;
    }

    private Task<bool> ChangeAsync(string text, Func<StoredKey, StoredKey> change) => WithRecordAsync(
        Id(text),
        async session => (await session.Keys.UpdateAsync(change((await session.Keys.FindAsync(Id(text))).ShouldNotBeNull()))).ShouldBeTrue());

    /// <summary>Changes the store as another replica does: nobody here is told.</summary>
    private Task<bool> WithRecordAsync(string id, Func<StoreSession, Task> change) => Store.ChangeAsync(
        async session =>
        {
            await change(session);
            var last = await session.Audit.LastAsync();
            await session.Audit.AppendAsync(new AuditRecord
            {
                Number = (last?.Number ?? 0) + 1,
                At = DateTimeOffset.UtcNow,
                Actor = "system",
                Origin = "test",
                Action = "key.change",
                Kind = "key",
                Subject = id,
                Previous = last?.Hash ?? new string('0', 64),
                Hash = new string('1', 64),
            });
            return true;
        },
        CancellationToken.None);
}
