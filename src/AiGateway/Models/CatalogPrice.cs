namespace AiGateway.Models;

/// <summary>A price as <c>models.json</c> has it.</summary>
internal sealed record CatalogPrice
{
    /// <summary>For a tier: the tokens that the prompt must have more than.</summary>
    public long Above { get; init; }

    /// <summary>For the prompt.</summary>
    public long? Input { get; init; }

    /// <summary>For the answer.</summary>
    public long? Output { get; init; }

    /// <summary>For what the provider's cache had.</summary>
    public long? CacheRead { get; init; }

    /// <summary>For what the provider's cache took.</summary>
    public long? CacheWrite { get; init; }

    /// <summary>The price as the gateway uses it.</summary>
    public ModelPrice ToPrice() => new(Input, Output, CacheRead, CacheWrite);
}
