using System.Text.Json;
using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>Writes what steers the answer: limits, sampling, log probabilities, reasoning.</summary>
internal sealed class SamplingWriter(
    ChatRequest request, Utf8JsonWriter writer, OpenAIChatQuirks quirks, OpenAIChatModels.Rules rules, LossReport losses, bool sameFormat)
{
    private static readonly string[] EffortScale = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];

    private bool _sampling;

    public void Write()
    {
        var effort = Effort();
        _sampling = !rules.FixedSampling || effort == "none";

        // Anthropic's callers warm a cache with 0, which is refused here.
        Number(quirks.MaxTokensField, "max_completion_tokens", sameFormat || request.MaxTokens is null ? request.MaxTokens : Math.Max(1, request.MaxTokens.Value), true);
        Temperature();
        Number("top_p", "top_p", request.TopP, _sampling || request.TopP == 1);
        Number("top_k", "top_k", request.TopK, quirks.TopK || sameFormat);
        Number("frequency_penalty", "frequency_penalty", request.FrequencyPenalty, !rules.FixedSampling);
        Number("presence_penalty", "presence_penalty", request.PresencePenalty, !rules.FixedSampling);
        Number(quirks.SeedField, "seed", request.Seed, true);
        Candidates();
        Stop();
        Logprobs();
        Reasoning(effort);
    }

    private void Number(string field, string name, double? value, bool allowed)
    {
        if (value is null)
        {
            return;
        }

        if (allowed && Takes(field))
        {
            writer.WriteNumber(field, value.Value);
        }
        else
        {
            losses.Drop(name);
        }
    }

    private void Number(string field, string name, long? value, bool allowed)
    {
        if (value is null)
        {
            return;
        }

        if (allowed && Takes(field))
        {
            writer.WriteNumber(field, value.Value);
        }
        else
        {
            losses.Drop(name);
        }
    }

    private void Temperature()
    {
        var value = request.Temperature;
        if (value == 0 && quirks.ZeroTemperature is { } zero)
        {
            value = zero;
        }

        Number("temperature", "temperature", value is null ? null : Math.Min(value.Value, quirks.MaxTemperature), _sampling || value == 1);
    }

    private void Candidates()
    {
        // One answer is what is given anyway, so a refused field is no loss then.
        if (request.Candidates is { } count && (count != 1 || Takes("n")))
        {
            Number("n", "n", (long)count, true);
        }
    }

    private void Stop()
    {
        if (request.Stop.Count == 0)
        {
            return;
        }

        if ((rules.RefusesStop && !_sampling) || !Takes("stop"))
        {
            losses.Drop("stop");
            return;
        }

        if (request.Stop.Count > quirks.MaxStops)
        {
            losses.Drop("stop");
        }

        writer.WriteStartArray("stop"u8);
        foreach (var stop in request.Stop.Take(quirks.MaxStops))
        {
            writer.WriteStringValue(stop);
        }

        writer.WriteEndArray();
    }

    private void Logprobs()
    {
        if (request.Logprobs is { } logprobs)
        {
            if (Takes("logprobs") && (_sampling || !logprobs))
            {
                writer.WriteBoolean("logprobs"u8, logprobs);
            }
            else if (logprobs)
            {
                losses.Drop("logprobs");
            }
        }

        Number("top_logprobs", "top_logprobs", request.TopLogprobs, _sampling);
    }

    private void Reasoning(string? effort)
    {
        if (request.Reasoning is not { } asked)
        {
            return;
        }

        if (asked.IncludeThoughts == true && quirks.ReasoningEcho == ReasoningEcho.None)
        {
            losses.Drop("include_reasoning");
        }

        if (effort == "none" && quirks.ThinkingToggle)
        {
            writer.WriteStartObject("thinking"u8);
            writer.WriteString("type"u8, "disabled"u8);
            writer.WriteEndObject();
        }
        else if (effort is not null && Takes("reasoning_effort"))
        {
            writer.WriteString("reasoning_effort"u8, effort);
        }
        else if (asked.Effort is not (null or "none") || asked.BudgetTokens is not (null or 0 or -1))
        {
            // A model that does not think has nothing to lose by a wish not to.
            losses.Drop("reasoning_effort");
        }
    }

    /// <summary>The effort asked for, or one by the size of a budget, moved towards the middle until the model knows it.</summary>
    private string? Effort()
    {
        var effort = request.Reasoning?.Effort ?? request.Reasoning?.BudgetTokens switch
        {
            0 => "none",
            > 0 and < 4096 => "low",
            >= 4096 and < 16384 => "medium",
            >= 16384 => "high",
            _ => null,
        };
        var known = quirks.ReasoningEfforts ?? rules.Efforts;
        if (effort is null || known is null || known.Contains(effort, StringComparer.Ordinal) || (effort == "none" && quirks.ThinkingToggle))
        {
            return effort;
        }

        var middle = Array.IndexOf(EffortScale, "medium");
        var at = Array.IndexOf(EffortScale, effort);
        var step = at <= middle ? 1 : -1;
        for (; at >= 0 && at < EffortScale.Length; at += step)
        {
            if (known.Contains(EffortScale[at], StringComparer.Ordinal))
            {
                return EffortScale[at];
            }
        }

        return known.Count > 0 ? known[step > 0 ? known.Count - 1 : 0] : null;
    }

    private bool Takes(string field) => !quirks.RefusedFields.Contains(field);
}
