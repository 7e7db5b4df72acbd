using System.IO.Pipelines;

namespace AiGateway.Providers.Mock;

/// <summary>A body that is made while it is read, as one from a socket is.</summary>
/// <remarks>
/// The producer waits at each flush until all was read, so at most one flush is held in memory, and a fault comes exactly after the
/// bytes before it. It ends with the send's token or when the body is disposed of, and whatever it throws is thrown to the reader.
/// </remarks>
internal sealed class MockBody : StreamContent
{
    // A pipe that completes with an exception throws away what was not read yet; waiting for the reader keeps those bytes.
    private static readonly PipeOptions Lockstep = new(pauseWriterThreshold: 1, resumeWriterThreshold: 1, useSynchronizationContext: false);

    private readonly CancellationTokenSource _stop;
    private bool _disposed;

    private MockBody(Stream stream, CancellationTokenSource stop)
        : base(stream) => _stop = stop;

    /// <summary>Starts a body.</summary>
    /// <param name="produce">Writes it; must flush for the reader to see anything.</param>
    /// <param name="cancellationToken">The send's token.</param>
    public static MockBody Start(Func<PipeWriter, CancellationToken, Task> produce, CancellationToken cancellationToken)
    {
        var pipe = new Pipe(Lockstep);
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var body = new MockBody(pipe.Reader.AsStream(), stop);
        _ = RunAsync(produce, pipe.Writer, stop.Token);
        return body;
    }

    /// <summary>Sends what was written so far and waits until it was read.</summary>
    /// <exception cref="OperationCanceledException">Nobody will read it.</exception>
    public static async ValueTask FlushAsync(PipeWriter writer, CancellationToken cancellationToken)
    {
        var result = await writer.FlushAsync(cancellationToken);
        if (result.IsCompleted)
        {
            throw new OperationCanceledException("The reader has left.");
        }
    }

    /// <summary>What a reader of a socket sees where the connection breaks.</summary>
    public static HttpIOException Broken() =>
        new(HttpRequestError.ResponseEnded, "The mock broke the connection, as its model name asks.");

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _stop.Cancel();
            _stop.Dispose();
        }

        base.Dispose(disposing);
    }

    private static async Task RunAsync(Func<PipeWriter, CancellationToken, Task> produce, PipeWriter writer, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            await produce(writer, cancellationToken);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        await writer.CompleteAsync(failure);
    }
}
