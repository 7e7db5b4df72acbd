using System.Text.Json;
using AiGateway.Exchanges;
using AiGateway.Protocol;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats.OpenAIChat;

namespace AiGateway.Upstream;

/// <summary>Looks at a whole JSON answer that passes through untouched.</summary>
internal static class PlainAnswer
{
    /// <summary>Finds what a whole answer used, and whether it is an answer at all.</summary>
    /// <param name="call">The call it answers.</param>
    /// <param name="operation">What was asked for.</param>
    /// <param name="body">The whole body.</param>
    public static (TokenUsage? Usage, AttemptFailure? Failure) Inspect(UpstreamCall call, Operation operation, ReadOnlyMemory<byte> body)
    {
        var error = operation == Operation.Chat
            ? OpenAIChatInspector.CheckAnswer(body.Span, out var usage)
            : OpenAIChatInspector.CheckOther(body.Span, out usage);
        return error is null
            ? (usage, null)
            : (null, AttemptFailure.FromProviderError(call.Provider, call.Redact(error), null));
    }

    /// <summary>Whether a chat answer, already found to be one, ended by the provider's policy before it had said anything.</summary>
    public static bool IsFiltered(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.TryGetProperty("choices", out var choices) && choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() > 0
            && choices.EnumerateArray().All(static choice => Is(choice, "finish_reason", "content_filter") && !HasText(choice));
    }

    private static bool Is(JsonElement element, string name, string value) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String && found.ValueEquals(value);

    private static bool HasText(JsonElement choice) =>
        choice.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.Object
        && message.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String && !content.ValueEquals("");
}
