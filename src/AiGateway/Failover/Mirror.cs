using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Routing;

namespace AiGateway.Failover;

/// <summary>
/// Sends copies of requests to a model's mirror: on contexts of their own that outlive the caller's, and with answers that nobody gets.
/// A copy has a record of its own, so that what it costs is never taken for the caller's.
/// </summary>
internal sealed partial class Mirror(
    IServiceScopeFactory scopes, IExchangeLog log, GatewayMeter meter, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<Mirror> logger)
    : IAsyncDisposable
{
    /// <summary>The most copies under way at once; what is drawn beyond is not copied.</summary>
    public const int Limit = 64;

    /// <summary>How long a stopping process waits for the records of its last copies.</summary>
    private static readonly TimeSpan LastWait = TimeSpan.FromSeconds(5);

    private readonly ConditionalWeakTable<Pool, Pool> _pools = [];
    private readonly ConcurrentDictionary<MirrorCopy, bool> _underWay = new();
    private int _count;

    /// <summary>
    /// Copies a request where its model has a mirror, the mirror's condition holds and the request is drawn. To be called when the request
    /// itself is on its way; one that was refused, or waits for its targets, is not copied. Neither waits nor throws.
    /// </summary>
    /// <param name="caller">The caller's context.</param>
    /// <param name="original">The request.</param>
    /// <param name="pool">The pool of the model asked for; the request may have gone on to a fallback's by now.</param>
    /// <param name="handle">What a request goes through from here.</param>
    public void Offer(HttpContext caller, Exchange original, Pool pool, RequestDelegate handle)
    {
        if (pool.Options.Mirror is not { } mirror || original.Attempts.Count == 0 || RequestDraw.Mirror(original) >= mirror.Share || !Eligibility.Holds(original, mirror.Target.When))
        {
            return;
        }

        if (Interlocked.Increment(ref _count) > Limit)
        {
            Interlocked.Decrement(ref _count);
            meter.Mirrored(pool.Options.Name, "dropped");
            return;
        }

        meter.Mirrored(pool.Options.Name, "sent");
        var copy = new MirrorCopy(caller, original, _pools.GetValue(pool, PoolOfMirror), time, lifetime.ApplicationStopping);
        _underWay[copy] = true;

        // What hangs on the caller's flow of execution, such as its activity, ends with the caller.
        using (ExecutionContext.SuppressFlow())
        {
            _ = RunAsync(copy, handle);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // They are cancelled by now, and only write their records.
#pragma warning disable VSTHRD003 // Completed by the copies' own runs, none of which waits for this.
        await Task.WhenAll(_underWay.Keys.Select(static copy => copy.Ended.Task)).WaitAsync(LastWait, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
#pragma warning restore VSTHRD003
    }

    /// <summary>One target, asked once: a copy that fails says so in its record, and is not worth another call.</summary>
    private static Pool PoolOfMirror(Pool pool)
    {
        var options = new ModelOptions
        {
            Name = pool.Options.Name,
            Targets = [pool.Options.Mirror!.Target with { When = null }],
            Timeouts = pool.Options.Timeouts,
            KeepAlive = TimeSpan.Zero,
            MaxRetries = 0,
            RetryAfterCap = TimeSpan.Zero,
        };
        return new Pool(options, isDirect: false, pool.Cluster.Model.HttpClient);
    }

    private async Task RunAsync(MirrorCopy copy, RequestDelegate handle)
    {
        // The caller's request comes first: the copy waits for a thread of its own.
        await Task.Yield();
        var exchange = copy.Exchange;
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            copy.Http.RequestServices = scope.ServiceProvider;
            exchange.StartTotal(exchange.Pool.Options.Timeouts.Total);
            await handle(copy.Http);
        }
        catch (OperationCanceledException) when (exchange.Gate.CallerLeft)
        {
            exchange.Gate.NoteCallerLeft();
        }
#pragma warning disable CA1031 // Nobody waits for a copy: whatever goes wrong with it is told here or not at all.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailed(exception, exchange.RequestId);
            await exchange.Gate.FailAsync(GatewayErrors.Internal);
        }
        finally
        {
            await exchange.Gate.DisposeAsync();
            log.Record(exchange);
            Interlocked.Decrement(ref _count);
            _underWay.TryRemove(copy, out _);
            copy.Dispose();
        }
    }

    [LoggerMessage(EventId = 4, Level = LogLevel.Error, Message = "The copy {RequestId} failed in the gateway itself")]
    private partial void LogFailed(Exception exception, string requestId);
}
