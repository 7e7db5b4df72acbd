using AiGateway.Fakes.Answers;

namespace AiGateway.Tests.Faults;

/// <summary>How a target fails.</summary>
internal sealed record UpstreamFault
{
    /// <summary>What it answers to a call; null where nobody listens.</summary>
    public Func<FaultCall, Answer>? Answer { get; init; }

    /// <summary>Where it is instead of at a fake.</summary>
    public UpstreamPlace Place { get; init; }

    /// <summary>How many keys it has; the first is by far the heaviest.</summary>
    public int Keys { get; init; } = 1;

    /// <summary>What it says where it is not cut off.</summary>
    public string Text { get; init; } = FaultAnswers.SixtyText;

    /// <summary>Why its answer ends where it does.</summary>
    public string Finish { get; init; } = "stop";

    /// <summary>Whether content of a broken answer is a tool call and no text.</summary>
    public bool IsToolCall { get; init; }

    /// <summary>How many malformed events the log must count.</summary>
    public int Malformed { get; init; }

    /// <summary>Fields of the model's timeouts besides the usual ones.</summary>
    public IReadOnlyDictionary<string, object> Timeouts { get; init; } = new Dictionary<string, object>(StringComparer.Ordinal);

    /// <summary>The tokens that the failing target and the one that is well take; null for those of their models.</summary>
    public (int Primary, int Fallback)? Contexts { get; init; }

    /// <summary>Whether the target that is well is there for refusals by policy alone.</summary>
    public bool FallbackForPolicy { get; init; }

    /// <summary>Whether the target that is well takes no conversation that ends with the assistant.</summary>
    public bool FallbackRefusesPrefill { get; init; }
}
