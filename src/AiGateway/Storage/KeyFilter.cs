namespace AiGateway.Storage;

/// <summary>Which keys are wanted; what is null is not looked at.</summary>
internal sealed record KeyFilter
{
    /// <summary>The team's id.</summary>
    public string? Team { get; init; }

    /// <summary>The user's id.</summary>
    public string? User { get; init; }

    /// <summary>A tag of the key itself.</summary>
    public string? Tag { get; init; }

    /// <summary>Whether it is enabled.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Whether it is revoked.</summary>
    public bool? Revoked { get; init; }

    /// <summary>A part of the id or the name, in any case of ASCII's letters.</summary>
    public string? Search { get; init; }
}
