using System.Text.Json;
using AiGateway.Exchanges;
using AiGateway.Protocol.Json;

namespace AiGateway.Upstream;

/// <summary>Holds a whole JSON answer up to a limit, to be read when it has ended.</summary>
/// <param name="attempt">The attempt that it answers.</param>
/// <param name="call">The call that it answers.</param>
/// <param name="maxHeld">The most bytes held; a longer answer is a failed attempt.</param>
internal abstract class HoldingSink(Attempt attempt, UpstreamCall call, int maxHeld) : AnswerSink
{
    private static readonly JsonDocumentOptions ReadOptions = new() { MaxDepth = JsonText.ParseOptions.MaxDepth };

    /// <summary>The attempt that the answer belongs to.</summary>
    protected Attempt Attempt { get; } = attempt;

    /// <summary>The call that it answers.</summary>
    protected UpstreamCall Call { get; } = call;

    /// <summary>What has come so far.</summary>
    protected HoldBuffer Held { get; } = new();

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        if (Held.Length + bytes.Length > maxHeld)
        {
            Attempt.Failure = new AttemptFailure(FailureClass.ServerTransient, GatewayErrors.AnswerTooLarge(Call.Provider));
            Attempt.Abort();
            return ValueTask.CompletedTask;
        }

        Held.Append(bytes.Span);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    protected override void Release() => Held.Dispose();

    /// <summary>Notes that the answer cannot be read.</summary>
    protected void FailMalformed() =>
        Attempt.Failure = new AttemptFailure(FailureClass.ServerTransient, GatewayErrors.Malformed(Call.Provider));

    /// <summary>Reads what is held; null where it is no answer.</summary>
    protected T? Read<T>(Func<JsonElement, T> read)
        where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(Held.Memory, ReadOptions);
            return read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // A string with half of a surrogate pair shows only when it is read, and as the latter.
            return null;
        }
    }
}
