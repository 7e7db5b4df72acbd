using System.IO.Compression;
using System.Runtime.CompilerServices;
using AiGateway.Exchanges;

namespace AiGateway.Upstream;

/// <summary>An answer's body as the sink may have it: decoded, and within its measure.</summary>
/// <param name="attempt">The attempt that it answers; told of what is wrong.</param>
/// <param name="call">The call that it answers.</param>
/// <param name="inner">The body, or its decoder.</param>
/// <param name="source">What the decoder reads from; null where nothing is decoded.</param>
/// <param name="limit">The most bytes that come through.</param>
internal sealed class MeasuredAnswer(Attempt attempt, UpstreamCall call, Stream inner, CompressedSource? source, long limit) : AnswerReadStream
{
    /// <summary>A decoder may give this many bytes for each that it takes. Text comes to 20; deflate can do a thousand, Brotli millions.</summary>
    private const int MaxRatio = 100;

    /// <summary>Up to here a short answer may be as repetitive as it likes.</summary>
    private const int RatioFrom = 1 << 20;

    private long _count;

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count;
        try
        {
            count = await inner.ReadAsync(buffer, cancellationToken);
        }
        catch (InvalidDataException exception)
        {
            throw Refused(AnswerProblem.Malformed, exception);
        }

        _count += count;
        if (_count > limit || (source is not null && _count > RatioFrom && _count / MaxRatio > source.Count))
        {
            throw Refused(AnswerProblem.TooLarge, null);
        }

        if (count == 0 && !buffer.IsEmpty && inner is GZipStream && source!.LastWord != (uint)_count)
        {
            // The library's decoder takes a cut answer for a whole one; gzip ends with the length of what was compressed.
            throw Refused(AnswerProblem.Malformed, null);
        }

        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private IOException Refused(AnswerProblem problem, Exception? cause)
    {
        var error = problem == AnswerProblem.TooLarge ? GatewayErrors.AnswerTooLarge(call.Provider) : GatewayErrors.Malformed(call.Provider);
        if (!attempt.IsComplete)
        {
            attempt.Failure ??= new AttemptFailure(FailureClass.ServerTransient, error);
        }

        return new IOException(error.Message, cause);
    }

    private enum AnswerProblem
    {
        Malformed,
        TooLarge,
    }
}
