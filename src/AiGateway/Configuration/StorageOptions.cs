namespace AiGateway.Configuration;

/// <summary>Where keys, teams, users, provider secrets, admin tokens and the audit log are kept.</summary>
internal sealed record StorageOptions
{
    /// <summary>Whether there is a store at all; without one, keys come from the configuration alone and there is no admin API.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool Enabled { get; init; } = true;

    /// <summary>The database file, relative to the content root; it and its folder are made where missing. Not used beside <see cref="Postgres"/>.</summary>
    /// <value>Default: <c>data/aigateway.db</c>.</value>
    public string Sqlite { get; init; } = "data/aigateway.db";

    /// <summary>PostgreSQL's connection string, from <c>ConnectionStrings:Postgres</c>; null for SQLite.</summary>
    /// <value>Default: none.</value>
    public Secret? Postgres { get; init; }

    /// <summary>How often the store is asked what others have changed; with Redis they say so at once.</summary>
    /// <value>Default: 1 second. From 100 ms to 1 minute.</value>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long one call to the store may take before it counts as unavailable.</summary>
    /// <value>Default: 2 seconds.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long keys that are known go on working while the store does not answer; afterwards they get 503.</summary>
    /// <value>Default: 1 hour.</value>
    public TimeSpan KeysOutlive { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long audit records are kept; the chain stays verifiable after older ones went.</summary>
    /// <value>Default: null, for ever.</value>
    public TimeSpan? KeepAudit { get; init; }
}
