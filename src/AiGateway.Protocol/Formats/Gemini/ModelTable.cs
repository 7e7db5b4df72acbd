using static AiGateway.Protocol.Formats.Gemini.ModelRules;

namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>The rules of each family of models, found by the longest prefix of a model's name.</summary>
internal static class ModelTable
{
    private static readonly string[] AllLevels = [Minimal, Low, Medium, High];

    private static readonly ModelRules Old = new("")
    {
        Thinking = ThinkingStyle.None,
        TakesJsonSchema = false,
        NeedsSignatures = false,
        TakesMediaInResults = false,
        TakesJsonWithFunctions = false,
        TakesValidatedMode = false,
    };

    private static readonly ModelRules TwoFive = Old with { Thinking = ThinkingStyle.Budget, TakesJsonSchema = true, CanTurnOff = true, MinBudget = 1, MaxBudget = 24_576 };

    // State of November 2026, from Google's pages on thinking, thought signatures and structured output, and from errors of the
    // live API: "Thinking level MINIMAL is not supported" (3.1 Pro, 3.7 and 3.8 Flash), "Penalty is not enabled for this model"
    // (all but 2.0), "Forced function calling … with a response mime type … is unsupported". An unknown name gets the newest rules.
    private static readonly ModelRules[] Rows =
    [
        new(""),
        Old with { Prefix = "gemini-1" },
        Old with { Prefix = "gemini-2.0", TakesPenalties = true },
        TwoFive with { Prefix = "gemini-2.5" },
        TwoFive with { Prefix = "gemini-2.5-pro", CanTurnOff = false, MinBudget = 128, MaxBudget = 32_768 },
        TwoFive with { Prefix = "gemini-2.5-flash-lite", MinBudget = 512 },
        TwoFive with { Prefix = "gemini-2.5-flash-image", Thinking = ThinkingStyle.None },
        TwoFive with { Prefix = "gemini-2.5-flash-preview-tts", Thinking = ThinkingStyle.None },
        TwoFive with { Prefix = "gemini-2.5-flash-tts", Thinking = ThinkingStyle.None },
        TwoFive with { Prefix = "gemini-2.5-pro-preview-tts", Thinking = ThinkingStyle.None },
        TwoFive with { Prefix = "gemini-2.5-pro-tts", Thinking = ThinkingStyle.None },
        new("gemini-3-pro") { Levels = [Low, High] },
        new("gemini-3-pro-image") { Thinking = ThinkingStyle.None },
        new("gemini-3-flash") { Levels = AllLevels },
        new("gemini-3.1-flash-lite") { Levels = AllLevels },
        new("gemini-3.1-flash-image") { Levels = [Minimal, High] },
        new("gemini-3.5-flash") { Levels = AllLevels },
        new("gemini-3.6-flash") { Levels = AllLevels },
        new("gemini-flash-lite-latest") { Levels = AllLevels },
        Old with { Prefix = "gemma-", TakesSystemInstruction = false },
    ];

    /// <summary>The rules for a model.</summary>
    /// <param name="model">Its name, with or without a path such as <c>models/</c> or <c>publishers/google/models/</c> before it.</param>
    public static ModelRules For(string model)
    {
        var name = model.AsSpan(model.LastIndexOf('/') + 1);
        var best = Rows[0];
        foreach (var row in Rows)
        {
            if (row.Prefix.Length > best.Prefix.Length && name.StartsWith(row.Prefix, StringComparison.OrdinalIgnoreCase))
            {
                best = row;
            }
        }

        return best;
    }
}
