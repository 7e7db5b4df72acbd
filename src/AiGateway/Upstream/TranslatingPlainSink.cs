using System.Text.Json;
using AiGateway.Exchanges;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Upstream;

/// <summary>Reads a whole JSON answer of another format, or of a loose one, and writes it as the caller's own: plain, or as a stream if it asked for one.</summary>
internal sealed class TranslatingPlainSink(Attempt attempt, UpstreamCall call, TimeProvider time) : AnswerSink
{
    private readonly HoldBuffer _held = new();
    private readonly AnswerOutput _output = new(attempt, call, time);

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        if (_held.Length + bytes.Length > PlainSink.MaxHeld)
        {
            attempt.Failure = new AttemptFailure(FailureClass.ServerTransient, GatewayErrors.AnswerTooLarge(call.Provider));
            attempt.Abort();
            return ValueTask.CompletedTask;
        }

        _held.Append(bytes.Span);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(CancellationToken token)
    {
        if (Read() is not { } events)
        {
            attempt.Failure = new AttemptFailure(FailureClass.ServerTransient, GatewayErrors.Malformed(call.Provider));
            return ValueTask.CompletedTask;
        }

        foreach (var chatEvent in events)
        {
            _output.Add(chatEvent);
        }

        return _output.FinishAsync(token);
    }

    /// <inheritdoc/>
    protected override void Release()
    {
        _held.Dispose();
        _output.Dispose();
    }

    private List<ChatEvent>? Read()
    {
        try
        {
            var events = new List<ChatEvent>();
            using var document = JsonDocument.Parse(_held.Memory, new JsonDocumentOptions { MaxDepth = JsonText.ParseOptions.MaxDepth });
            call.ChatFormat!.ReadAnswer(document.RootElement, call.ReadContext!, events);
            return events;
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            // A string with half of a surrogate pair shows only when it is read.
            return null;
        }
    }
}
