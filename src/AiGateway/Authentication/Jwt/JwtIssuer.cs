using System.Text.Json;
using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Upstream;

namespace AiGateway.Authentication.Jwt;

/// <summary>An issuer and what is known of its keys. Keys are fetched when they are first needed, when they are old, and when a token names one that is not known.</summary>
/// <remarks>
/// One fetch runs at a time, whoever waits for it, and each kind has its least distance from the last: however many tokens with made-up
/// keys arrive, the issuer is not asked more often than every <see cref="UnknownKeyRest"/>. Known keys serve on while the issuer is down.
/// </remarks>
internal sealed partial class JwtIssuer(JwtIssuerOptions options, UpstreamNetwork network, TimeProvider time, ILogger logger) : IDisposable
{
    /// <summary>How old keys grow before they are fetched again, while they serve on.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>The least time between fetches for keys that are not known.</summary>
    public static readonly TimeSpan UnknownKeyRest = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(1);

    private readonly JwtDocuments _documents = new(options, network);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private volatile JwtKeySet? _keys;
    private Task _fetch = Task.CompletedTask;
    private long _fetchedAt;
    private int _failures;
    private int _isDisposed;

    /// <summary>What was configured.</summary>
    public JwtIssuerOptions Options => options;

    /// <summary>What is known of the issuer; null before its first answer.</summary>
    public JwtKeySet? Keys => _keys;

    /// <summary>How many fetches were begun.</summary>
    public int Fetches { get; private set; }

    private bool HasFailed => Volatile.Read(ref _failures) > 0;

    /// <summary>Doubles with each failure, up to the rest that unknown keys have.</summary>
    private TimeSpan FailureRest => FirstRest * (1 << Math.Min(Volatile.Read(ref _failures), 4)) / 2 is var rest && rest < UnknownKeyRest ? rest : UnknownKeyRest;

    /// <summary>Finds the key for a token.</summary>
    /// <returns>The key and the set it is from; no key where the issuer has none such; no set either where that cannot be known, because the issuer does not answer.</returns>
    public async ValueTask<(JwtKeySet? Keys, JwtKey? Key)> FindAsync(UnverifiedToken token, CancellationToken cancellationToken)
    {
        var keys = _keys;
        if (keys is null)
        {
            await RefreshAsync(FailureRest, cancellationToken);
            keys = _keys;
        }
        else if (time.GetElapsedTime(keys.ReadAt) > Lifetime)
        {
            TryBegin(HasFailed ? FailureRest : TimeSpan.Zero, out _);
        }

        if (keys is null)
        {
            return default;
        }

        if (keys.Find(token.KeyId, token.Algorithm) is { } known)
        {
            return (keys, known);
        }

        await RefreshAsync(UnknownKeyRest, cancellationToken);
        keys = _keys!;
        return keys.Find(token.KeyId, token.Algorithm) is { } found ? (keys, found) : (HasFailed ? null : keys, null);
    }

    /// <summary>Begins to fetch the keys, so that the first token need not wait for them.</summary>
    public void WarmUp() => TryBegin(FailureRest, out _);

    /// <inheritdoc/>
    public void Dispose()
    {
        // The services' container knows it by two names, and disposes of it once for each.
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
        {
            return;
        }

        _stopping.Cancel();
        _documents.Dispose();
        _stopping.Dispose();
    }

    private Task RefreshAsync(TimeSpan rest, CancellationToken token) => TryBegin(rest, out var fetch) ? fetch.WaitAsync(token) : Task.CompletedTask;

    /// <summary>Begins a fetch, or joins the one under way; false where the last is too near.</summary>
    private bool TryBegin(TimeSpan rest, out Task fetch)
    {
        lock (_gate)
        {
            fetch = _fetch;
            if (!fetch.IsCompleted)
            {
                return true;
            }

            if (Fetches > 0 && time.GetElapsedTime(_fetchedAt) < rest)
            {
                return false;
            }

            Fetches++;
            // Whoever is waiting now must not be able to cancel it, nor see it in its own trace.
            using (ExecutionContext.SuppressFlow())
            {
                fetch = _fetch = FetchAsync();
            }

            return true;
        }
    }

    private async Task FetchAsync()
    {
        await Task.Yield();
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
            limit.CancelAfter(JwtDocuments.Limit);
            var keys = await _documents.FetchAsync(time.GetTimestamp(), limit.Token);
            if (keys.Digest != _keys?.Digest)
            {
                LogKeys(options.Name, keys.Keys.Count);
            }

            _keys = keys;
            Volatile.Write(ref _failures, 0);
        }
#pragma warning disable CA1031 // Whatever keeps an issuer from answering: the next token tries again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Volatile.Write(ref _failures, HasFailed ? Math.Min(_failures + 1, 16) : 1);
            if (!_stopping.IsCancellationRequested)
            {
                LogSilent(options.Name, Reason(exception));
            }
        }
        finally
        {
            lock (_gate)
            {
                _fetchedAt = time.GetTimestamp();
            }
        }
    }

    private static string Reason(Exception exception) => exception switch
    {
        OperationCanceledException => "no answer in time",
        JsonException => HeaderText.Clean(exception.Message),
        _ => HeaderText.Clean(exception.GetBaseException().Message),
    };

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Token issuer {Issuer} has {Count} usable keys")]
    private partial void LogKeys(string issuer, int count);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "Token issuer {Issuer} does not tell its keys: {Reason}")]
    private partial void LogSilent(string issuer, string reason);
}
