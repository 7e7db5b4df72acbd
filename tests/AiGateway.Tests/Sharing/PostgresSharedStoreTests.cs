using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Sharing;

/// <summary>Two gateways on one PostgreSQL database.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresSharedStoreTests(PostgresServer postgres) : SharedStoreTests
{
    private TestStore _store = null!;

    protected override async Task InitializeStoreAsync() => _store = await TestStore.PostgresAsync(postgres);

    protected override async Task DisposeStoreAsync() => await _store.DisposeAsync();

    protected override (object Strings, object Storage) Reach(string poll, string? redis)
    {
        var connection = _store.Options.Postgres!.Reveal();
        return (redis is null ? new { Postgres = connection } : new { Postgres = connection, Redis = redis }, new { Poll = poll });
    }

    protected override async Task RecordElsewhereAsync(string subject) => await _store.Open().RecordAsync(subject);
}
