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
}
