using System.Text.Json;
using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Formats.AnthropicMessages;

/// <summary>Writes cache hints, at most four a request. Of more, the last are kept: their prefixes hold the earlier ones'.</summary>
internal sealed class CacheBreakpoints(int wanted, LossReport losses)
{
    private const int Limit = 4;

    private int _skip = wanted - Limit;

    /// <summary>Writes the hint into the block under way.</summary>
    public void Write(CacheHint? hint, Utf8JsonWriter writer)
    {
        if (hint is null)
        {
            return;
        }

        if (_skip-- > 0)
        {
            losses.Drop("cache_control");
            return;
        }

        writer.WriteStartObject("cache_control");
        writer.WriteString("type", "ephemeral");
        if (hint.Ttl is "5m" or "1h")
        {
            writer.WriteString("ttl", hint.Ttl);
        }
        else if (hint.Ttl is not null)
        {
            losses.Drop("cache_control.ttl");
        }

        writer.WriteEndObject();
    }
}
