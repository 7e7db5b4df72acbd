using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Sharing;

/// <summary>Two gateways on one SQLite file.</summary>
public sealed class SqliteSharedStoreTests : SharedStoreTests
{
    private TestStore _store = null!;

    protected override async Task InitializeStoreAsync() => _store = await TestStore.SqliteAsync();

    protected override async Task DisposeStoreAsync() => await _store.DisposeAsync();

    protected override (object Strings, object Storage) Reach(string poll, string? redis) =>
        (redis is null ? new { } : new { Redis = redis }, new { Sqlite = _store.File, Poll = poll });

    protected override async Task RecordElsewhereAsync(string subject) => await _store.Open().RecordAsync(subject);
}
