namespace AiGateway.Configuration;

/// <summary>The names of the claims of a token that say what of its caller; each is a claim of the token's own, not one within another.</summary>
internal sealed record JwtClaimOptions
{
    /// <summary>The claim that names the user; <c>sub</c> where the token does not have it.</summary>
    /// <value>Default: <c>sub</c>.</value>
    public string User { get; init; } = "sub";

    /// <summary>The claim that says what people call the caller.</summary>
    /// <value>Default: <see langword="null"/>, none.</value>
    public string? Name { get; init; }

    /// <summary>The claim that names the caller's team: a token without it, or with a team that the gateway does not know, is refused.</summary>
    /// <value>Default: <see langword="null"/>, none.</value>
    public string? Team { get; init; }

    /// <summary>The claim that holds the caller's tags: a list, or one text with commas or blanks between them.</summary>
    /// <value>Default: <see langword="null"/>, none.</value>
    public string? Tags { get; init; }

    /// <summary>The claim that holds the names the caller may ask for: a list, or one text with commas or blanks. A token without it may ask for none.</summary>
    /// <value>Default: <see langword="null"/>: all.</value>
    public string? Models { get; init; }
}
