namespace AiGateway.Explaining;

/// <summary>What the gateway would do with a request.</summary>
internal sealed record ExplainAnswer
{
    /// <summary>Whether a target would be asked.</summary>
    public required bool Served { get; init; }

    /// <summary>Why none would; null where one would.</summary>
    public ExplainedError? Refusal { get; init; }

    /// <summary>The target asked first, as <c>provider/model</c>, where that is certain; null where chance decides, or what is not known here.</summary>
    public string? First { get; init; }

    /// <summary>The version of the configuration that this holds for.</summary>
    public required string ConfigVersion { get; init; }

    /// <summary>Whether it was known which targets rest and how quick they are: a running gateway knows, the command line does not.</summary>
    public required bool HealthKnown { get; init; }

    /// <summary>The surface called.</summary>
    public required string Surface { get; init; }

    /// <summary>The model asked for; null where the request does not get so far as to be read.</summary>
    public string? Model { get; init; }

    /// <summary>Whether a stream is asked for.</summary>
    public bool Stream { get; init; }

    /// <summary>Who calls; null where nobody is known by the key.</summary>
    public ExplainedCaller? Caller { get; init; }

    /// <summary>What the request is like; null where it is not read.</summary>
    public ExplainedTraits? Traits { get; init; }

    /// <summary>The model asked for, and after it the fallbacks that the caller named, each with its targets.</summary>
    public IReadOnlyList<ExplainedModel> Models { get; init; } = [];

    /// <summary>What else there is to know.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
