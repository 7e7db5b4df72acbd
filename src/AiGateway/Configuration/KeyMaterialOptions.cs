namespace AiGateway.Configuration;

/// <summary>The secrets that guard the others (section <c>Secrets</c>): master keys encrypt provider secrets at rest, peppers go into the digests of keys and tokens.</summary>
internal sealed record KeyMaterialOptions
{
    /// <summary>A file with both, made with random content at the first start; used where none is configured, and for SQLite alone.</summary>
    /// <value>Default: <c>aigateway.keys</c> beside the database file.</value>
    public string? KeyFile { get; init; }

    /// <summary>The master keys by id, each 32 bytes in base64 or hexadecimal.</summary>
    /// <value>Default: <c>AIGATEWAY_MASTER_KEY</c> as <c>env</c> where the environment has it.</value>
    public IReadOnlyDictionary<string, Secret> MasterKeys { get; init; } = new Dictionary<string, Secret>(StringComparer.Ordinal);

    /// <summary>The id of the master key that encrypts; the others only decrypt.</summary>
    /// <value>Default: the only one there is.</value>
    public string? MasterKey { get; init; }

    /// <summary>The peppers by id, each 32 bytes in base64 or hexadecimal.</summary>
    /// <value>Default: <c>AIGATEWAY_PEPPER</c> as <c>env</c> where the environment has it.</value>
    public IReadOnlyDictionary<string, Secret> Peppers { get; init; } = new Dictionary<string, Secret>(StringComparer.Ordinal);

    /// <summary>The id of the pepper for new keys; the others only verify.</summary>
    /// <value>Default: the only one there is.</value>
    public string? Pepper { get; init; }

    /// <summary>Master keys and peppers that are gone for good, by the ids that messages name: what was made under them is given up.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<string> Lost { get; init; } = [];
}
