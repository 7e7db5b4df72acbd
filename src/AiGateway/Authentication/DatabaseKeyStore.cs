using AiGateway.Storage;

namespace AiGateway.Authentication;

/// <summary>The keys, teams and users in the gateway's own store.</summary>
internal sealed class DatabaseKeyStore(Database database) : IKeyStore
{
    /// <inheritdoc/>
    public Task<StoredKey?> FindAsync(string id, CancellationToken cancellationToken) => database.ReadAsync(session => session.Keys.FindAsync(id), cancellationToken);

    /// <inheritdoc/>
    public Task<KeyStoreContent> LoadAsync(int most, CancellationToken cancellationToken) => database.ReadAsync(
        async session => new KeyStoreContent(await session.Keys.LoadAsync(most), await session.Teams.LoadAsync(), await session.Users.LoadAsync()),
        cancellationToken);

    /// <inheritdoc/>
    public Task<KeyStoreContent> ReadAsync(KeyStoreIds ids, CancellationToken cancellationToken) => database.ReadAsync(
        async session => new KeyStoreContent(
            await FindAllAsync(ids.Keys, session.Keys.FindAsync),
            await FindAllAsync(ids.Teams, session.Teams.FindAsync),
            await FindAllAsync(ids.Users, session.Users.FindAsync)),
        cancellationToken);

    private static async Task<List<T>> FindAllAsync<T>(IReadOnlySet<string> ids, Func<string, Task<T?>> find)
        where T : class
    {
        var found = new List<T>(ids.Count);
        foreach (var id in ids)
        {
            if (await find(id) is { } item)
            {
                found.Add(item);
            }
        }

        return found;
    }
}
