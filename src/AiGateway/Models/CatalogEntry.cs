using AiGateway.Configuration;

namespace AiGateway.Models;

/// <summary>One line of <c>models.json</c>.</summary>
internal sealed record CatalogEntry
{
    /// <summary>The kind of provider, or the preset of one with OpenAI's API.</summary>
    public required string Vendor { get; init; }

    /// <summary>The model's name there.</summary>
    public required string Name { get; init; }

    /// <summary>Its other names.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>What the names of its fine-tuned models begin with.</summary>
    public IReadOnlyList<string> Prefixes { get; init; } = [];

    /// <summary>Tokens of prompt and answer together.</summary>
    public long? Context { get; init; }

    /// <summary>Tokens of one answer.</summary>
    public long? MaxOutput { get; init; }

    /// <summary>What it takes and does.</summary>
    public IReadOnlyList<Capability> Has { get; init; } = [];

    /// <summary>What it does not.</summary>
    public IReadOnlyList<Capability> Lacks { get; init; } = [];

    /// <summary>Millionths of a dollar for a million tokens.</summary>
    public CatalogPrice? Price { get; init; }

    /// <summary>The same for long prompts.</summary>
    public IReadOnlyList<CatalogPrice> Tiers { get; init; } = [];

    /// <summary>Where from.</summary>
    public required string Source { get; init; }

    /// <summary>When.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>The entry as the gateway uses it.</summary>
    public ModelFacts ToFacts() => new()
    {
        Name = Name,
        ContextTokens = Context,
        MaxOutputTokens = MaxOutput,
        Has = CapabilitySet.Of(Has),
        Lacks = CapabilitySet.Of(Lacks),
        Price = Price is null ? null : new PriceList(Price.ToPrice(), [.. Tiers.Select(static t => new PriceTier(t.Above, t.ToPrice())).OrderBy(static t => t.Above)]),
        Source = Source,
        Date = Date,
    };
}
