namespace AiGateway.Storage;

/// <summary>Which admin tokens are wanted; what is null is not looked at.</summary>
internal sealed record AdminTokenFilter
{
    /// <summary>What its holder may do.</summary>
    public AdminRole? Role { get; init; }

    /// <summary>Whether it is enabled.</summary>
    public bool? Enabled { get; init; }

    /// <summary>A part of the id or the name, in any case of ASCII's letters.</summary>
    public string? Search { get; init; }
}
