namespace AiGateway.Admin;

/// <summary>A parameter that an endpoint's query may have. One that is not declared is refused, since a mistyped filter would otherwise be none.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, as JSON Schema has it.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Format">Its format, as JSON Schema has it; null for none.</param>
internal sealed record QueryParameter(string Name, string Type, string Description, string? Format = null)
{
    /// <summary>The most entries of a page where nothing is said.</summary>
    public const int DefaultLimit = 100;

    /// <summary>The most entries that a page may have.</summary>
    public const int MostLimit = 500;

    /// <summary>How many entries a page may have at most.</summary>
    public static QueryParameter Limit { get; } = new("limit", "integer", "The most entries of the page, 1 to 500; 100 where left out.");

    /// <summary>Where a page begins.</summary>
    public static QueryParameter After { get; } = new("after", "string", "Where the page begins: `next` of the page before, as it is.");

    /// <summary>A filter by text.</summary>
    public static QueryParameter Text(string name, string description) => new(name, "string", description);

    /// <summary>A filter that is true or false.</summary>
    public static QueryParameter Bool(string name, string description) => new(name, "boolean", description);

    /// <summary>A time.</summary>
    public static QueryParameter Instant(string name, string description) => new(name, "string", description, "date-time");
}
