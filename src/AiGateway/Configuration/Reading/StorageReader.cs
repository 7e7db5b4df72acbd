namespace AiGateway.Configuration.Reading;

/// <summary>Reads where things are kept, and how long the gateway bears to be without it.</summary>
internal sealed class StorageReader(ReaderEnvironment environment, SecretReader secrets)
{
    private static readonly TimeSpan LeastPoll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MostPoll = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LeastTimeout = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MostTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LeastKept = TimeSpan.FromHours(1);

    /// <summary>Reads the object <c>Storage</c>, and of the connection strings the one that is the store's.</summary>
    public StorageOptions Read(ObjectReader reader, ObjectReader connections)
    {
        var defaults = new StorageOptions();
        var postgres = Postgres(connections);
        var options = new StorageOptions
        {
            Enabled = reader.Bool(nameof(StorageOptions.Enabled), defaults.Enabled),
            Sqlite = Sqlite(reader) ?? defaults.Sqlite,
            Postgres = postgres,
            Poll = reader.Duration(nameof(StorageOptions.Poll), defaults.Poll, LeastPoll, MostPoll),
            Timeout = reader.Duration(nameof(StorageOptions.Timeout), defaults.Timeout, LeastTimeout, MostTimeout),
            KeysOutlive = reader.Duration(nameof(StorageOptions.KeysOutlive), defaults.KeysOutlive, zeroIsOff: true),
            KeepAudit = reader.Days(nameof(StorageOptions.KeepAudit), LeastKept),
        };
        if (reader.Has(nameof(StorageOptions.Sqlite)) && connections.Has(nameof(StorageOptions.Postgres)))
        {
            reader.Error(nameof(StorageOptions.Sqlite), $"{connections.PathOf(nameof(StorageOptions.Postgres))} is set too, and there is one store. Leave one of the two out.");
        }

        reader.RefuseUnknown();
        return options;
    }

    private static string? Sqlite(ObjectReader reader)
    {
        var file = reader.Text(nameof(StorageOptions.Sqlite));
        var problem = file switch
        {
            null => null,
            _ when file.StartsWith(':') || file.StartsWith("file:", StringComparison.OrdinalIgnoreCase) => "A path of a file is expected here; SQLite's own notations (:memory:, file:) are not taken.",
            _ when file.Contains('\0', StringComparison.Ordinal) => "The path holds a character of code 0.",
            _ when file.EndsWith('/') || file.EndsWith('\\') => "This is a folder. Name the file in it too.",
            _ => null,
        };
        if (problem is null)
        {
            return file;
        }

        reader.Error(nameof(StorageOptions.Sqlite), problem);
        return null;
    }

    private Secret? Postgres(ObjectReader connections)
    {
        const string Field = nameof(StorageOptions.Postgres);
        if (connections.Text(Field) is not { } reference || secrets.Read(connections.PathOf(Field), reference) is not { } secret)
        {
            return null;
        }

        if (environment.PostgresProblem(secret.Reveal()) is { } problem)
        {
            connections.Error(Field, problem);
            return null;
        }

        return secret;
    }
}
