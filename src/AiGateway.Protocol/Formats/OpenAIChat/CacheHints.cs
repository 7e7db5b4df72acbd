using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>Reads the two ways to mark the end of a cached prefix: <c>cache_control</c> and OpenAI's <c>prompt_cache_breakpoint</c>.</summary>
internal static class CacheHints
{
    public static CacheHint? Read(JsonElement parent, string path)
    {
        if (parent.OptionalObject("cache_control", path) is { } control)
        {
            return new CacheHint(control.OptionalString("ttl", $"{path}.cache_control"));
        }

        return parent.OptionalObject("prompt_cache_breakpoint", path) is null ? null : new CacheHint(null);
    }
}
