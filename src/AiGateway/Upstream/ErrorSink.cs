using AiGateway.Exchanges;

namespace AiGateway.Upstream;

/// <summary>Collects the body of an error answer and reads it as its provider's format has it.</summary>
internal sealed class ErrorSink(Attempt attempt, UpstreamCall call, int status, TimeSpan? retryAfter) : AnswerSink
{
    private const int MaxBytes = 64 * 1024;
    private readonly HoldBuffer _body = new();

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        // What is beyond says nothing that a caller needs.
        _body.Append(bytes.Span[..Math.Min(bytes.Length, MaxBytes - _body.Length)]);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(CancellationToken token)
    {
        var error = call.ReadError(status, _body.Memory.Span);
        attempt.Failure = AttemptFailure.FromProviderError(call.Provider, error, retryAfter);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    protected override void Release() => _body.Dispose();
}
