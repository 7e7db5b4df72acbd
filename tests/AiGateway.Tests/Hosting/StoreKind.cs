namespace AiGateway.Tests.Hosting;

/// <summary>The databases a store can be in.</summary>
public enum StoreKind
{
    /// <summary>A file.</summary>
    Sqlite,

    /// <summary>A server.</summary>
    Postgres,
}
