using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.AnthropicMessages;

/// <summary>Anthropic's <c>usage</c>: collects it over a stream, where later figures replace earlier ones field by field, and writes it.</summary>
internal sealed class UsageMapping
{
    private long? _input;
    private long? _cacheWrite;
    private long? _cacheWriteLong;
    private long? _cacheRead;
    private long? _output;
    private long? _thinking;
    private bool _isSuspect;

    /// <summary>Takes over the figures that are there, and gives what is known so far; null for no usage at all.</summary>
    public TokenUsage? Merge(JsonElement parent)
    {
        if (!parent.TryGet("usage", out var usage) || usage.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        _isSuspect |= usage.HasSuspectCount();
        _input = usage.CountOrNull("input_tokens") ?? _input;
        _cacheRead = usage.CountOrNull("cache_read_input_tokens") ?? _cacheRead;
        _output = usage.CountOrNull("output_tokens") ?? _output;
        if (usage.TryGet("cache_creation", out var writes))
        {
            _cacheWriteLong = writes.CountOrNull("ephemeral_1h_input_tokens") ?? _cacheWriteLong;
            _cacheWrite = writes.CountOrNull("ephemeral_5m_input_tokens") + (_cacheWriteLong ?? 0) ?? _cacheWrite;
        }

        _cacheWrite = usage.CountOrNull("cache_creation_input_tokens") ?? _cacheWrite;
        if (usage.TryGet("output_tokens_details", out var details))
        {
            _thinking = details.CountOrNull("thinking_tokens") ?? _thinking;
        }

        var written = _cacheWrite ?? 0;
        var writtenLong = Math.Min(_cacheWriteLong ?? 0, written);
        var output = _output ?? 0;
        var thinking = Math.Min(_thinking ?? 0, output);
        return new TokenUsage
        {
            Input = _input ?? 0,
            CacheRead = _cacheRead ?? 0,
            CacheWrite = written - writtenLong,
            CacheWriteLong = writtenLong,
            Output = output - thinking,
            Reasoning = thinking,
            IsSuspect = _isSuspect,
        };
    }

    /// <summary>Writes the <c>usage</c> property; zeros where nothing is known, since clients demand it.</summary>
    public static void Write(TokenUsage? known, Utf8JsonWriter writer)
    {
        var usage = known ?? new TokenUsage();
        writer.WriteStartObject("usage");
        writer.WriteNumber("input_tokens", usage.Input + usage.AudioInput);
        writer.WriteNumber("cache_creation_input_tokens", usage.CacheWrite + usage.CacheWriteLong);
        writer.WriteNumber("cache_read_input_tokens", usage.CacheRead);
        if (usage.CacheWriteLong > 0)
        {
            writer.WriteStartObject("cache_creation");
            writer.WriteNumber("ephemeral_5m_input_tokens", usage.CacheWrite);
            writer.WriteNumber("ephemeral_1h_input_tokens", usage.CacheWriteLong);
            writer.WriteEndObject();
        }

        writer.WriteNumber("output_tokens", usage.CompletionTotal);
        if (usage.Reasoning > 0)
        {
            writer.WriteStartObject("output_tokens_details");
            writer.WriteNumber("thinking_tokens", usage.Reasoning);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
