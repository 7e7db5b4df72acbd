using System.Text.Json;

namespace AiGateway.Explaining;

/// <summary>How a request goes out to a target.</summary>
internal sealed record ExplainedTranslation
{
    /// <summary><c>unchanged</c>: the caller's bytes; <c>renamed</c>: the same with the model's name there; <c>written</c>: anew, in the target's format; <c>impossible</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The format it goes out in; null where it cannot.</summary>
    public string? Format { get; init; }

    /// <summary>Fields that the target cannot take and does not get.</summary>
    public IReadOnlyList<string> Dropped { get; init; } = [];

    /// <summary>Why it cannot go out; null where it can.</summary>
    public ExplainedError? Refusal { get; init; }

    /// <summary>The body as it goes out, where that was asked for.</summary>
    public JsonElement? Body { get; init; }
}
