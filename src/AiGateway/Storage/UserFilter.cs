namespace AiGateway.Storage;

/// <summary>Which users are wanted; what is null is not looked at.</summary>
internal sealed record UserFilter
{
    /// <summary>The team's id.</summary>
    public string? Team { get; init; }

    /// <summary>Whether the entry is enabled.</summary>
    public bool? Enabled { get; init; }

    /// <summary>A part of the id or the name, in any case of ASCII's letters.</summary>
    public string? Search { get; init; }
}
