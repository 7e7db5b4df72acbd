namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>What a family of models takes and refuses; the defaults are those of the newest generation.</summary>
/// <param name="Prefix">How the names of the family's models begin.</param>
internal sealed record ModelRules(string Prefix)
{
    public const string Minimal = "MINIMAL";
    public const string Low = "LOW";
    public const string Medium = "MEDIUM";
    public const string High = "HIGH";

    /// <summary>How the model is told how much to think.</summary>
    public ThinkingStyle Thinking { get; init; } = ThinkingStyle.Level;

    /// <summary>The levels it takes, from the least.</summary>
    public IReadOnlyList<string> Levels { get; init; } = [Low, Medium, High];

    /// <summary>The smallest budget other than 0 and −1.</summary>
    public long MinBudget { get; init; }

    /// <summary>The largest budget.</summary>
    public long MaxBudget { get; init; }

    /// <summary>Whether a budget of 0 turns thinking off.</summary>
    public bool CanTurnOff { get; init; }

    /// <summary>Whether schemas go as they are; older models take only a part of OpenAPI's.</summary>
    public bool TakesJsonSchema { get; init; } = true;

    /// <summary>Whether a function call in the history without a thought signature is refused.</summary>
    public bool NeedsSignatures { get; init; } = true;

    /// <summary>Whether a function's result may hold images and documents.</summary>
    public bool TakesMediaInResults { get; init; } = true;

    /// <summary>Whether functions and a JSON answer may be asked for together.</summary>
    public bool TakesJsonWithFunctions { get; init; } = true;

    /// <summary>Whether the calling mode VALIDATED, which holds arguments to their schema, is known.</summary>
    public bool TakesValidatedMode { get; init; } = true;

    /// <summary>Whether frequency and presence penalties are taken.</summary>
    public bool TakesPenalties { get; init; }

    /// <summary>Whether there is a place for instructions beside the conversation.</summary>
    public bool TakesSystemInstruction { get; init; } = true;
}
