using AiGateway.Configuration;
using AiGateway.Exchanges;

namespace AiGateway.Upstream;

/// <summary>
/// Passes a plain JSON answer through as it came: held whole first, so that a body cut short is a failed attempt and never a short
/// 200. One over the limit is committed and flows on.
/// </summary>
internal sealed class PlainSink(Attempt attempt, UpstreamCall call, long? contentLength) : AnswerSink
{
    /// <summary>The most bytes held.</summary>
    public const int MaxHeld = 8 << 20;

    private const string ContentType = "application/json";
    private readonly HoldBuffer _held = new();

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        if (attempt.IsCommitted)
        {
            await attempt.Exchange.Gate.WriteAsync(bytes, token);
            return;
        }

        if (_held.Length == 0 && bytes.Length == contentLength)
        {
            await FinishAsync(bytes, token);
            return;
        }

        _held.Append(bytes.Span);
        if (_held.Length > MaxHeld)
        {
            await attempt.Exchange.Gate.CommitAsync(attempt, ContentType, contentLength, _held.Memory, token);
            _held.Clear();
        }
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(CancellationToken token)
    {
        if (!attempt.IsCommitted && attempt.Failure is null)
        {
            await FinishAsync(_held.Memory, token);
        }
        else if (attempt.Failure is null)
        {
            attempt.Finished();
        }
    }

    /// <inheritdoc/>
    protected override void Release() => _held.Dispose();

    private ValueTask FinishAsync(ReadOnlyMemory<byte> body, CancellationToken token)
    {
        var (usage, failure) = PlainAnswer.Inspect(call, attempt.Exchange.Surface.Operation, body);
        if (failure is null && attempt.Pool.HasRole(TargetRole.Policy) && PlainAnswer.IsFiltered(body))
        {
            failure = new AttemptFailure(FailureClass.PolicyRefusal, GatewayErrors.Filtered(call.Provider));
        }

        if (failure is not null)
        {
            attempt.Failure = failure;
            return ValueTask.CompletedTask;
        }

        attempt.Usage = usage;
        attempt.Finished();
        return attempt.Exchange.Gate.CommitAsync(attempt, ContentType, body.Length, body, token);
    }
}
