using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>Between OpenAI's overlapping counts and the hub's disjoint buckets.</summary>
internal static class UsageMapping
{
    /// <summary>Finds the usage of a chunk or an answer wherever the dialects put it.</summary>
    public static TokenUsage? Find(JsonElement root, OpenAIChatQuirks quirks)
    {
        if (root.TryGet("usage", out var usage) && Read(usage, quirks) is { } read)
        {
            return read;
        }

        if (root.TryGet("x_groq", out var groq) && groq.TryGet("usage", out usage) && Read(usage, quirks) is { } ofGroq)
        {
            return ofGroq;
        }

        if (root.TryGet("choices", out var choices) && choices.ValueKind == JsonValueKind.Array)
        {
            foreach (var choice in choices.EnumerateArray())
            {
                if (choice.TryGet("usage", out usage) && Read(usage, quirks) is { } ofChoice)
                {
                    return ofChoice;
                }
            }
        }

        return null;
    }

    /// <summary>Reads one usage object; null where it counts nothing.</summary>
    public static TokenUsage? Read(JsonElement usage, OpenAIChatQuirks quirks)
    {
        if (usage.LongOrNull("prompt_tokens") is null && usage.LongOrNull("completion_tokens") is null && usage.LongOrNull("total_tokens") is null)
        {
            return null;
        }

        usage.TryGet("prompt_tokens_details", out var promptDetails);
        usage.TryGet("completion_tokens_details", out var completionDetails);
        var prompt = usage.CountOrZero("prompt_tokens");
        var total = usage.CountOrZero("total_tokens");
        var completion = usage.LongOrNull("completion_tokens") is null ? Math.Max(0, total - prompt) : usage.CountOrZero("completion_tokens");

        var cacheRead = First(promptDetails, "cached_tokens", usage, "prompt_cache_hit_tokens", "cached_tokens");
        var cacheWrite = promptDetails.CountOrZero("cache_write_tokens");
        var reasoning = First(completionDetails, "reasoning_tokens", usage, "reasoning_tokens", "reasoning_tokens");

        // What the total has beyond prompt and completion shows what those two leave out.
        var surplus = total - prompt - completion;
        var cache = cacheRead + cacheWrite;
        if (cache > 0 && (surplus == cache || surplus == cache + reasoning))
        {
            prompt += cache;
            surplus -= cache;
        }

        if (reasoning > 0 && (quirks.CompletionExcludesReasoning || surplus == reasoning))
        {
            completion += reasoning;
        }
        else if (reasoning == 0 && surplus > 0)
        {
            // Gemini's endpoint of this format counts thoughts nowhere else.
            reasoning = surplus;
            completion += surplus;
        }

        cacheRead = Math.Min(cacheRead, prompt);
        cacheWrite = Math.Min(cacheWrite, prompt - cacheRead);
        reasoning = Math.Min(reasoning, completion);
        var audioInput = Math.Min(promptDetails.CountOrZero("audio_tokens"), prompt - cacheRead - cacheWrite);
        var audioOutput = Math.Min(completionDetails.CountOrZero("audio_tokens"), completion - reasoning);
        return new TokenUsage
        {
            Input = prompt - cacheRead - cacheWrite - audioInput,
            CacheRead = cacheRead,
            CacheWrite = cacheWrite,
            AudioInput = audioInput,
            Output = completion - reasoning - audioOutput,
            Reasoning = reasoning,
            AudioOutput = audioOutput,
            IsSuspect = usage.HasSuspectCount(),
        };
    }

    public static void Write(Utf8JsonWriter writer, TokenUsage usage)
    {
        writer.WriteStartObject("usage"u8);
        writer.WriteNumber("prompt_tokens"u8, usage.PromptTotal);
        writer.WriteNumber("completion_tokens"u8, usage.CompletionTotal);
        writer.WriteNumber("total_tokens"u8, usage.Total);
        writer.WriteStartObject("prompt_tokens_details"u8);
        writer.WriteNumber("cached_tokens"u8, usage.CacheRead);
        writer.WriteNumber("audio_tokens"u8, usage.AudioInput);
        if (usage.CacheWrite + usage.CacheWriteLong > 0)
        {
            writer.WriteNumber("cache_write_tokens"u8, usage.CacheWrite + usage.CacheWriteLong);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("completion_tokens_details"u8);
        writer.WriteNumber("reasoning_tokens"u8, usage.Reasoning);
        writer.WriteNumber("audio_tokens"u8, usage.AudioOutput);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static long First(JsonElement details, string name, JsonElement usage, string second, string third) =>
        details.CountOrNull(name) ?? usage.CountOrNull(second) ?? usage.CountOrNull(third) ?? 0;
}
