namespace AiGateway.Explaining;

/// <summary>What a model's name leads to.</summary>
internal sealed record ExplainedModel
{
    /// <summary>The name asked for.</summary>
    public required string Name { get; init; }

    /// <summary>The entry that answers it: the same name, a pattern, or <c>provider/*</c>.</summary>
    public required string Entry { get; init; }

    /// <summary>How one of several targets is picked.</summary>
    public required string Strategy { get; init; }

    /// <summary>Whether requests that begin alike go to the same target.</summary>
    public bool Affinity { get; init; }

    /// <summary>Whether a request is refused where a target cannot take one of its fields.</summary>
    public bool Strict { get; init; }

    /// <summary>Why no target may be asked; null where one may.</summary>
    public ExplainedError? Refusal { get; init; }

    /// <summary>How long the request waits before the first call, because every target rests, in seconds; 0 for not at all.</summary>
    public double WaitSeconds { get; init; }

    /// <summary>The targets: first those that are asked, in their order, then the others.</summary>
    public required IReadOnlyList<ExplainedTarget> Targets { get; init; }

    /// <summary>How long the stages may take, and how often it is tried.</summary>
    public required ExplainedLimits Limits { get; init; }

    /// <summary>How a streamed answer is held back; null where none is asked for.</summary>
    public ExplainedStream? Stream { get; init; }

    /// <summary>Where copies go, as <c>provider/model</c>; null for nowhere.</summary>
    public string? Mirror { get; init; }
}
