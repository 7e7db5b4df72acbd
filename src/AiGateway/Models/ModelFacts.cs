using AiGateway.Configuration;

namespace AiGateway.Models;

/// <summary>What the gateway's own data says of a model at a vendor; null and "neither" are what it does not know.</summary>
internal sealed record ModelFacts
{
    /// <summary>The model's name at the vendor.</summary>
    public required string Name { get; init; }

    /// <summary>Its context in tokens, prompt and answer together.</summary>
    public long? ContextTokens { get; init; }

    /// <summary>The most tokens of one answer.</summary>
    public long? MaxOutputTokens { get; init; }

    /// <summary>What it is known to take and do.</summary>
    public CapabilitySet Has { get; init; }

    /// <summary>What it is known not to take or do; a <see cref="Capability"/> in neither set is unknown.</summary>
    public CapabilitySet Lacks { get; init; }

    /// <summary>What it costs.</summary>
    public PriceList? Price { get; init; }

    /// <summary>Where the figures are from.</summary>
    public required string Source { get; init; }

    /// <summary>When they were read there; the latest, where there are several sources.</summary>
    public required DateOnly Date { get; init; }
}
