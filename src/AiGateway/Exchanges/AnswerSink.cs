namespace AiGateway.Exchanges;

/// <summary>Takes the bytes of one attempt's answer as YARP copies them, and hands what may go out to the <see cref="ResponseGate"/>.</summary>
internal abstract class AnswerSink : IDisposable
{
    /// <summary>Takes the next bytes as they were read from the provider.</summary>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken token);

    /// <summary>Called once when the provider's answer has ended without a transport fault. Sets <see cref="Attempt.Failure"/> where the end is none.</summary>
    public abstract ValueTask CompleteAsync(CancellationToken token);

    /// <summary>True once the provider has said why its answer ended, so that nothing is missing if its connection breaks now.</summary>
    public virtual bool HasFinished => false;

    /// <summary>Waits for what still goes out by a timer, and lets nothing more go by one.</summary>
    public virtual ValueTask StopAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => Release();

    /// <summary>Gives pooled memory back.</summary>
    protected abstract void Release();
}
