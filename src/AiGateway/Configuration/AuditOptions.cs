namespace AiGateway.Configuration;

/// <summary>Where changes are put on record besides the store, which always has them.</summary>
internal sealed record AuditOptions
{
    /// <summary>A file that gets every record as a line of JSON before the change takes effect; a change that cannot be written there is refused.</summary>
    /// <value>Default: null, no file.</value>
    public string? File { get; init; }
}
