using System.IO.Hashing;
using System.Runtime.InteropServices;
using AiGateway.Exchanges;
using AiGateway.Protocol;

namespace AiGateway.Routing;

/// <summary>Knows requests that begin alike, as providers' prompt caches do: those of one caller for one model with the same beginning.</summary>
/// <remarks>
/// Providers cache prompts from about a thousand tokens on, and by their beginning. The tools stand before the messages there, and the
/// first kibibyte of the messages tells conversations of that length apart while it stays the same from turn to turn.
/// </remarks>
internal static class PromptPrefix
{
    private const int MessageBytes = 1024;

    /// <summary>Equal for requests that begin alike; null for what has no prompt cache.</summary>
    public static ulong? Hash(Exchange exchange)
    {
        if (exchange.Surface.Operation != Operation.Chat)
        {
            return null;
        }

        // Callers stay apart: one must not learn from the speed of its answers what another has asked.
        var hash = Mix(exchange.ModelAsked, Mix(exchange.Caller.KeyId, 0));
        if (Field(exchange, "prompt_cache_key") is { IsEmpty: false } key && key[0] == (byte)'"')
        {
            return Mix(key, hash);
        }

        hash = Mix(Field(exchange, "tools"), hash);
        var messages = Field(exchange, "messages");
        return Mix(messages[..Math.Min(messages.Length, MessageBytes)], hash);
    }

    private static ReadOnlySpan<byte> Field(Exchange exchange, string name) =>
        exchange.Envelope.TryGet(name, out var field) ? field.Value(exchange.Body.Bytes.Span) : [];

    private static ulong Mix(string text, ulong seed) => Mix(MemoryMarshal.AsBytes(text.AsSpan()), seed);

    private static ulong Mix(ReadOnlySpan<byte> bytes, ulong seed) => XxHash3.HashToUInt64(bytes, (long)seed);
}
