namespace AiGateway.Storage;

/// <summary>Limits how long each call of the database takes, and puts its failures into the store's own exceptions.</summary>
internal sealed class StoreGuard : IDisposable
{
    private readonly StoreEngine _engine;
    private readonly TimeSpan _timeout;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _deadline;

    /// <summary>Starts the time.</summary>
    /// <param name="engine">Who knows what failures mean.</param>
    /// <param name="timeout">How long one call may take, and whatever else happens between two.</param>
    /// <param name="caller">When the caller no longer waits.</param>
    public StoreGuard(StoreEngine engine, TimeSpan timeout, CancellationToken caller)
    {
        (_engine, _timeout, _caller) = (engine, timeout, caller);
        _deadline = CancellationTokenSource.CreateLinkedTokenSource(caller);
        _deadline.CancelAfter(timeout);
    }

    /// <summary>Makes one call.</summary>
    /// <exception cref="StoreUnavailableException">The database did not do it, or not in time.</exception>
    /// <exception cref="StoreConflictException">The database refuses it.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call)
    {
        // What was too late already stays too late.
        _deadline.CancelAfter(_timeout);
        try
        {
            _deadline.Token.ThrowIfCancellationRequested();
            return await call(_deadline.Token);
        }
        catch (Exception exception) when (_engine.Judge(exception) is { } failure)
        {
            throw Exception(failure, exception);
        }
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(Func<CancellationToken, Task> call) => RunAsync(async token =>
    {
        await call(token);
        return true;
    });

    /// <inheritdoc/>
    public void Dispose() => _deadline.Dispose();

    private Exception Exception(StoreFailure failure, Exception inner) => failure.Kind switch
    {
        StoreFailureKind.Conflict => new StoreConflictException(failure.Reason, inner),
        StoreFailureKind.CalledOff when _caller.IsCancellationRequested => new OperationCanceledException(inner.Message, inner, _caller),
        StoreFailureKind.CalledOff => new StoreUnavailableException($"The store ({_engine.Name}) did not answer within {_timeout:c}.", inner),
        _ => new StoreUnavailableException($"The store ({_engine.Name}) is unavailable: {failure.Reason}", inner),
    };
}
