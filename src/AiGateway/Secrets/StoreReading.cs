using AiGateway.Configuration;
using AiGateway.Storage;

namespace AiGateway.Secrets;

/// <summary>Asks the store itself what <see cref="StoredSecrets"/> wants to know.</summary>
/// <remarks>
/// The configuration is read before there are services, and again whenever it changes, by code that cannot wait otherwise: each time
/// the store is opened for this one question and closed again.
/// </remarks>
internal static class StoreReading
{
    /// <summary>What the store holds. A database file that is not there yet is not made.</summary>
    /// <param name="options">The store.</param>
    /// <param name="baseDirectory">What a relative path of a file starts from.</param>
    /// <param name="mayMigrate">Whether its tables may be brought up to date first.</param>
    /// <exception cref="StoreUnavailableException">It does not answer.</exception>
    public static StoreLook Ask(StorageOptions options, string baseDirectory, bool mayMigrate = true)
    {
        if (options.Postgres is null && !Path.Exists(Path.Combine(baseDirectory, options.Sqlite)))
        {
            return StoreLook.Empty;
        }

#pragma warning disable VSTHRD002 // Nobody's thread but the start's or the reload's own waits, and these have no context to come back to.
        return AskAsync(options, baseDirectory, mayMigrate).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
    }

    private static async Task<StoreLook> AskAsync(StorageOptions options, string baseDirectory, bool mayMigrate)
    {
        await using var database = Database.Create(options, baseDirectory, TimeProvider.System);
        if (mayMigrate)
        {
            await database.MigrateAsync(CancellationToken.None);
        }

        return await database.ReadAsync(
            static async store => new StoreLook(await store.Secrets.LoadAsync(), [.. (await store.Keys.PepperIdsAsync()).Union(await store.Tokens.PepperIdsAsync(), StringComparer.Ordinal)]),
            CancellationToken.None);
    }
}
