using System.Text.Json;
using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>Writes <c>thinkingConfig</c>: a level or a budget, as the model wants it, never both.</summary>
internal static class ThinkingWriter
{
    public static void Write(ReasoningOptions? reasoning, Utf8JsonWriter writer, ModelRules rules, LossReport losses)
    {
        if (reasoning is null)
        {
            return;
        }

        if (rules.Thinking == ThinkingStyle.None)
        {
            if (reasoning.Effort is not (null or "none") || reasoning.BudgetTokens is not (null or 0))
            {
                losses.Drop("reasoning_effort");
            }

            return;
        }

        var off = reasoning.Effort == "none" || (reasoning.Effort is null && reasoning.BudgetTokens == 0);
        writer.WriteStartObject("thinkingConfig"u8);
        if (rules.Thinking == ThinkingStyle.Level)
        {
            if (Level(reasoning, off, rules) is { } level)
            {
                writer.WriteString("thinkingLevel"u8, level);
            }
        }
        else if (Budget(reasoning, off, rules) is { } budget)
        {
            writer.WriteNumber("thinkingBudget"u8, budget);
        }

        // Who asks for thinking gets to see it, as with the other providers, unless they said otherwise.
        if ((reasoning.IncludeThoughts ?? !off) && !off)
        {
            writer.WriteBoolean("includeThoughts"u8, true);
        }
        else if (reasoning.IncludeThoughts == false)
        {
            writer.WriteBoolean("includeThoughts"u8, false);
        }

        writer.WriteEndObject();
    }

    private static string? Level(ReasoningOptions reasoning, bool off, ModelRules rules)
    {
        if (off)
        {
            // It cannot be turned off.
            return rules.Levels[0];
        }

        var wanted = reasoning.Effort switch
        {
            "minimal" => ModelRules.Minimal,
            "low" => ModelRules.Low,
            "medium" => ModelRules.Medium,
            not null => ModelRules.High,
            null => reasoning.BudgetTokens switch
            {
                null or < 0 => null,
                <= 2048 => ModelRules.Low,
                <= 8192 => ModelRules.Medium,
                _ => ModelRules.High,
            },
        };
        return wanted is null || rules.Levels.Contains(wanted, StringComparer.Ordinal) ? wanted : Nearest(wanted, rules.Levels);
    }

    /// <summary>The next level up, so that a model thinks rather too much than too little.</summary>
    private static string Nearest(string wanted, IReadOnlyList<string> levels)
    {
        string[] order = [ModelRules.Minimal, ModelRules.Low, ModelRules.Medium, ModelRules.High];
        var at = Array.IndexOf(order, wanted);
        return levels.FirstOrDefault(level => Array.IndexOf(order, level) > at) ?? levels[^1];
    }

    private static long? Budget(ReasoningOptions reasoning, bool off, ModelRules rules)
    {
        if (off)
        {
            return rules.CanTurnOff ? 0 : rules.MinBudget;
        }

        // The efforts' budgets are those of Google's own OpenAI-compatible layer.
        var wanted = reasoning.BudgetTokens ?? reasoning.Effort switch
        {
            "minimal" or "low" => 1024,
            "medium" => 8192,
            "high" => 24_576,
            not null => rules.MaxBudget,
            null => null,
        };
        return wanted switch
        {
            null => null,
            < 0 => -1,
            _ => Math.Clamp(wanted.Value, rules.MinBudget, rules.MaxBudget),
        };
    }
}
