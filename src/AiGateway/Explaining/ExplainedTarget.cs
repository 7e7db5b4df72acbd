namespace AiGateway.Explaining;

/// <summary>What becomes of one target.</summary>
internal sealed record ExplainedTarget
{
    /// <summary>The provider's name.</summary>
    public required string Provider { get; init; }

    /// <summary>The kind of provider.</summary>
    public required string Type { get; init; }

    /// <summary>The model's name there.</summary>
    public required string Model { get; init; }

    /// <summary>What it is for: <c>regular</c>, or a fallback's kind.</summary>
    public required string Role { get; init; }

    /// <summary>What becomes of it.</summary>
    public required TargetState State { get; init; }

    /// <summary>Its turn, from 1: it is asked when the targets of the turns before have failed; null where it has none.</summary>
    public int? Turn { get; init; }

    /// <summary>How likely it is the first asked of its turn, from 0 to 1. The others of the turn follow when it fails.</summary>
    public double Chance { get; init; }

    /// <summary>Why, in whole sentences.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>Its tier.</summary>
    public required int Tier { get; init; }

    /// <summary>Its weight.</summary>
    public required int Weight { get; init; }

    /// <summary>The share of requests tried here first; null where it is no canary.</summary>
    public double? Canary { get; init; }

    /// <summary>How the request goes out to it; null where it is not asked at all.</summary>
    public ExplainedTranslation? Translation { get; init; }

    /// <summary>Its context in tokens; null where it is not known.</summary>
    public long? ContextTokens { get; init; }

    /// <summary>What the request is likely to cost there, in dollars; null where the price is not known.</summary>
    public decimal? EstimatedUsd { get; init; }

    /// <summary>How long it rests, in seconds; null where it does not, or it is not known.</summary>
    public double? RestsSeconds { get; init; }
}
