namespace AiGateway.Storage;

/// <summary>Brings the tables up to date, and keeps a program away from tables that it does not understand.</summary>
/// <remarks>
/// The table <c>schema_versions</c> has a row for each step. During a rolling update old programs go on beside new tables: a step may only add,
/// unless it raises the minimum, which programs that do not know that step obey by refusing.
/// </remarks>
internal static class Migrator
{
    /// <summary>How long one step may take, and how long another replica's steps are waited for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private const string Table = "schema_versions";

    private const string CreateTable = """
        CREATE TABLE schema_versions (
            version BIGINT NOT NULL PRIMARY KEY,
            name {text} NOT NULL,
            minimum BIGINT NOT NULL,
            program {text} NOT NULL,
            applied_at BIGINT NOT NULL
        )
        """;

    private static int Known => Migration.All.Count;

    /// <summary>Whether there is nothing to do.</summary>
    /// <exception cref="StoreUnavailableException">The tables are too new for this program.</exception>
    public static async Task<bool> IsCurrentAsync(StoreCalls calls)
    {
        if (await calls.NumberAsync(calls.Dialect.CountTables, new { name = Table }) == 0)
        {
            return false;
        }

        await RefuseTooNewAsync(calls);
        return await VersionAsync(calls) >= Known;
    }

    /// <summary>Does what is left to do.</summary>
    /// <exception cref="StoreUnavailableException">The tables are too new for this program.</exception>
    public static async Task<bool> MigrateAsync(StoreCalls calls)
    {
        if (await calls.NumberAsync(calls.Dialect.CountTables, new { name = Table }) == 0)
        {
            await calls.ExecuteAsync(calls.Dialect.Translate(CreateTable));
        }

        await RefuseTooNewAsync(calls);
        foreach (var step in Migration.All.Skip((int)await VersionAsync(calls)))
        {
            await calls.ExecuteAsync(calls.Dialect.Translate(step.Script));
            await calls.ExecuteAsync(
                "INSERT INTO schema_versions (version, name, minimum, program, applied_at) VALUES (@version, @name, @minimum, @program, @at)",
                new { version = (long)step.Number, name = step.Name, minimum = (long)step.Minimum, program = Program, at = UnixTime.From(calls.Time.GetUtcNow()) });
        }

        return true;
    }

    /// <summary>Throws where the tables demand a newer program.</summary>
    public static async Task RefuseTooNewAsync(StoreCalls calls)
    {
        var minimum = await calls.NumberAsync("SELECT max(minimum) FROM schema_versions");
        if (minimum > Known)
        {
            throw new StoreUnavailableException(
                $"The store's tables are too new for this program: they demand one that knows step {minimum} of their history, and this one ({Program}) knows {Known}. Start the newer program, or restore a backup from before its first start.");
        }
    }

    private static string Program => typeof(Migrator).Assembly.GetName().Version!.ToString(3);

    private static Task<long> VersionAsync(StoreCalls calls) => calls.NumberAsync("SELECT max(version) FROM schema_versions");
}
