using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>Reads reasoning as the dialects of this format spell it, from assistant turns of callers and from answers.</summary>
/// <remarks>
/// The blocks say most and win over the strings: <c>thinking_blocks</c>, then OpenRouter's <c>reasoning_details</c>, then
/// <c>reasoning_content</c>, then <c>reasoning</c>. An encrypted detail is kept as its whole JSON, since its id and format must return with it.
/// </remarks>
internal static class ReasoningReader
{
    public static readonly FrozenSet<string> Fields =
        FrozenSet.Create(StringComparer.Ordinal, "reasoning_content", "reasoning", "reasoning_details", "thinking_blocks");

    /// <summary>The reasoning of a whole turn.</summary>
    public static List<ChatPart> Parts(JsonElement message)
    {
        var parts = new List<ChatPart>();
        var hasText = false;
        if (TryGetList(message, "thinking_blocks", out var list) || TryGetList(message, "reasoning_details", out list))
        {
            foreach (var item in list.EnumerateArray())
            {
                if (Block(item) is { } part)
                {
                    parts.Add(part);
                    hasText |= part is ChatPart.Thinking { Value.Length: > 0 };
                }
            }
        }

        if (!hasText && Text(message) is { } text)
        {
            parts.Insert(0, new ChatPart.Thinking(text, null));
        }

        return parts;
    }

    /// <summary>The plain string, or null where there is none or it is empty.</summary>
    public static string? Text(JsonElement message) =>
        message.StringOrNull("reasoning_content") is { Length: > 0 } content ? content
        : message.StringOrNull("reasoning") is { Length: > 0 } reasoning ? reasoning
        : null;

    public static bool TryGetList(JsonElement message, string name, out JsonElement list) =>
        message.TryGet(name, out list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0;

    /// <summary>One block or detail; null for what is of an unknown kind.</summary>
    public static ChatPart? Block(JsonElement item) => item.StringOrNull("type") switch
    {
        "thinking" => new ChatPart.Thinking(ThinkingText(item), NullIfEmpty(item.StringOrNull("signature"))),
        "redacted_thinking" when item.StringOrNull("data") is { } data => new ChatPart.RedactedThinking(data),
        "reasoning.text" => new ChatPart.Thinking(item.StringOrNull("text") ?? "", NullIfEmpty(item.StringOrNull("signature"))),
        "reasoning.summary" => new ChatPart.Thinking(item.StringOrNull("summary") ?? "", null),
        "reasoning.encrypted" => new ChatPart.RedactedThinking(item.GetRawText()),
        _ => null,
    };

    /// <summary>The text of a <c>thinking</c> block: a string, or Mistral's list of text parts.</summary>
    public static string ThinkingText(JsonElement part)
    {
        if (!part.TryGet("thinking", out var thinking) || thinking.ValueKind != JsonValueKind.Array)
        {
            return part.StringOrNull("thinking") ?? "";
        }

        var text = new StringBuilder();
        foreach (var item in thinking.EnumerateArray())
        {
            text.Append(item.ValueKind == JsonValueKind.String ? item.GetString() : item.StringOrNull("text"));
        }

        return text.ToString();
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
