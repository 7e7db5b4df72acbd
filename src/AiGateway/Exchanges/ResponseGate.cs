using System.Buffers;
using System.Globalization;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats;

namespace AiGateway.Exchanges;

/// <summary>
/// The only code that writes to a caller once its request is in the pipeline: the head, the body, keep-alives while it waits, and
/// the error, as a status while that is still open and inside the stream afterwards.
/// </summary>
/// <remarks>
/// Content comes as whole events, so that a keep-alive or an error event always falls between two of them. The commit is the point
/// of no return: until then an attempt may fail without the caller knowing.
/// </remarks>
internal sealed class ResponseGate(HttpContext context, IWireFormat format, TimeProvider time) : IAsyncDisposable
{
    /// <summary>How long one write may wait for a caller that does not read.</summary>
    public static readonly TimeSpan WriteDeadline = TimeSpan.FromSeconds(30);

    private const int LongestWrite = 256 * 1024;

    private readonly SemaphoreSlim _lock = new(1, 1);
    private ITimer? _keepAliveTimer;
    private TimeSpan _keepAlive;
    private Task _keepAliveWrite = Task.CompletedTask;
    private long _lastWriteAt;
    private bool _ended;
    private bool _gaveUp;

    /// <summary>Cancelled when the caller leaves.</summary>
    public CancellationToken CallerAborted { get; } = context.RequestAborted;

    /// <summary>True once the caller has left, or was given up for not reading.</summary>
    public bool CallerLeft => _gaveUp || CallerAborted.IsCancellationRequested;

    /// <summary>True once content of an attempt has gone out: no other attempt may follow.</summary>
    public bool IsCommitted { get; private set; }

    /// <summary>True once anything has gone out, a keep-alive included: the status is 200 for good.</summary>
    public bool HasStarted { get; private set; }

    /// <summary>The status sent, or to be logged for a caller that left.</summary>
    public int Status { get; private set; }

    /// <summary>Keep-alives sent so far.</summary>
    public int KeepAlives { get; private set; }

    /// <summary>The exchange whose facts go into the head.</summary>
    public Exchange Exchange { get; set; } = null!;

    /// <summary>Begins to send keep-alives whenever the stream has been silent for an interval.</summary>
    /// <param name="interval">The silence; zero for none.</param>
    public void StartKeepAlives(TimeSpan interval)
    {
        if (interval <= TimeSpan.Zero || format.KeepAlive.IsEmpty)
        {
            return;
        }

        _keepAlive = interval;
        _lastWriteAt = time.GetTimestamp();
        _keepAliveTimer = time.CreateTimer(static gate => ((ResponseGate)gate!).OnSilence(), this, interval, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Sends the head and the first content of an attempt, and with that decides for it. Where another was faster, the attempt is lost instead.</summary>
    /// <param name="attempt">The attempt that answers.</param>
    /// <param name="contentType">The body's media type.</param>
    /// <param name="contentLength">The body's length in bytes where it is known.</param>
    /// <param name="first">The first bytes: whole events, or all or the beginning of a plain body.</param>
    /// <param name="token">The attempt's token.</param>
    public async ValueTask CommitAsync(Attempt attempt, string contentType, long? contentLength, ReadOnlyMemory<byte> first, CancellationToken token)
    {
        await _lock.WaitAsync(token);
        try
        {
            token.ThrowIfCancellationRequested();
            if (IsCommitted)
            {
                attempt.Lose();
                return;
            }

            IsCommitted = true;
            attempt.Committed();
            Exchange.Decisive = attempt;
            Exchange.FirstContentAt = time.GetTimestamp();
            if (HasStarted)
            {
                await WriteLateFactsAsync(attempt, token);
            }
            else
            {
                StartHead(200, contentType, contentLength);
            }

            await SendAsync(first, token);
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <summary>Sends more of a committed answer.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        await _lock.WaitAsync(token);
        try
        {
            await SendAsync(bytes, token);
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <summary>Ends the exchange with an error: with its status where nothing has gone out, inside the stream where something has.</summary>
    /// <param name="error">What to say.</param>
    /// <param name="retryAfter">What the provider asked to wait, or null.</param>
    /// <param name="exhausted">True where the gateway has tried all it may, so that an SDK's own retries would only repeat that.</param>
    public async ValueTask FailAsync(GatewayError error, TimeSpan? retryAfter = null, bool exhausted = false)
    {
        Exchange.Error = error;
        Status = HasStarted ? Status : error.Status;
        if (CallerLeft || _ended)
        {
            return;
        }

        await _lock.WaitAsync(CancellationToken.None);
        try
        {
            _ended = true;
            if (!HasStarted)
            {
                await FailWithStatusAsync(error, retryAfter, exhausted);
            }
            else if (Exchange.Stream)
            {
                var output = new ArrayBufferWriter<byte>(512);
                format.WriteStreamError(error, Exchange.RequestId, output);
                await SendAsync(output.WrittenMemory, CancellationToken.None);
            }
            else
            {
                // A plain body under way cannot say that it failed: cutting the connection is the only honest end.
                context.Abort();
            }
        }
        catch (OperationCanceledException)
        {
            // The caller left, or reads nothing; there is nobody to tell.
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <summary>Logs a caller's leaving as the outcome.</summary>
    public void NoteCallerLeft()
    {
        Exchange.Error = GatewayErrors.CallerLeft;
        Status = GatewayErrors.CallerLeft.Status;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_keepAliveTimer is { } timer)
        {
            await _lock.WaitAsync(CancellationToken.None);
            _ended = true;
            _lock.Release();
            await timer.DisposeAsync();
#pragma warning disable VSTHRD003 // Started by our own timer, on no context, and not waiting for this one.
            await _keepAliveWrite;
#pragma warning restore VSTHRD003
        }

        _lock.Dispose();
    }

    private async ValueTask FailWithStatusAsync(GatewayError error, TimeSpan? retryAfter, bool exhausted)
    {
        HasStarted = true;
        AddFacts();
        var headers = context.Response.Headers;
        if (retryAfter is { } wait)
        {
            headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (exhausted)
        {
            headers[HeaderNames.ShouldRetry] = "false";
        }

        await ErrorWriter.WriteAsync(context, format, error, Exchange.RequestId, Exchange.Config.Options.AnswerHeaders);
    }

    private void StartHead(int status, string contentType, long? contentLength)
    {
        HasStarted = true;
        Status = status;
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = contentLength;
        response.Headers[HeaderNames.StandardRequestId] = Exchange.RequestId;
        if (Exchange.Stream)
        {
            response.Headers.CacheControl = "no-cache";
            response.Headers["x-accel-buffering"] = "no";
        }

        AddFacts();
    }

    private void AddFacts()
    {
        if (!Exchange.Config.Options.AnswerHeaders)
        {
            return;
        }

        var headers = context.Response.Headers;
        headers[HeaderNames.RequestId] = Exchange.RequestId;
        headers[HeaderNames.Config] = Exchange.Config.Version;
        headers[HeaderNames.ServerTiming] = string.Create(CultureInfo.InvariantCulture, $"gateway;dur={Exchange.OwnShare(time).TotalMilliseconds:0.###}");
        headers[HeaderNames.Attempts] = Exchange.AttemptsSent.ToString(CultureInfo.InvariantCulture);
        if (Exchange.Decisive is { Deployment: { } deployment } attempt)
        {
            headers[HeaderNames.Provider] = deployment.ProviderName;
            headers[HeaderNames.Model] = HeaderText.Clean(attempt.UpstreamModel);
            if (attempt.Dropped.Count > 0)
            {
                headers[HeaderNames.Dropped] = HeaderText.Join(attempt.Dropped, ", ");
            }
        }
    }

    /// <summary>The head went out with a keep-alive, before these were known: a comment says them where the dialect has comments.</summary>
    private async ValueTask WriteLateFactsAsync(Attempt attempt, CancellationToken token)
    {
        if (!Exchange.Config.Options.AnswerHeaders || !format.KeepAlive.Span.StartsWith(":"u8))
        {
            return;
        }

        var dropped = attempt.Dropped.Count == 0 ? "" : $" {HeaderNames.Dropped}={HeaderText.Join(attempt.Dropped, ",")}";
        var comment = $": {HeaderNames.Provider}={attempt.Deployment?.ProviderName} {HeaderNames.Model}={HeaderText.Clean(attempt.UpstreamModel)} {HeaderNames.Attempts}={Exchange.AttemptsSent}{dropped}\n\n";
        await SendAsync(System.Text.Encoding.UTF8.GetBytes(comment), token);
    }

    /// <summary>A long answer goes out in slices, each when the one before is taken: the server would copy all of it otherwise.</summary>
    private async ValueTask SendInSlicesAsync(ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        for (var at = 0; at < bytes.Length; at += LongestWrite)
        {
            await SendAsync(bytes.Slice(at, Math.Min(LongestWrite, bytes.Length - at)), token);
        }
    }

    private ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        if (bytes.Length > LongestWrite)
        {
            return SendInSlicesAsync(bytes, token);
        }

        _lastWriteAt = time.GetTimestamp();
        var write = context.Response.BodyWriter.WriteAsync(bytes, token);
        if (write.IsCompletedSuccessfully)
        {
            return write.Result.IsCanceled ? ValueTask.FromException(new OperationCanceledException(token)) : ValueTask.CompletedTask;
        }

        return WaitForReaderAsync(write.AsTask());
    }

    private async ValueTask WaitForReaderAsync(Task write)
    {
        try
        {
            await write.WaitAsync(WriteDeadline, time);
        }
        catch (TimeoutException exception)
        {
            // A caller that reads nothing holds a provider's stream and our memory for as long as it likes: no longer.
            _gaveUp = true;
            context.Abort();
            throw new OperationCanceledException("The caller did not read its answer in time.", exception);
        }
    }

    private void OnSilence()
    {
        if (_ended || !_lock.Wait(0))
        {
            Rearm(_keepAlive);
            return;
        }

        var silent = time.GetElapsedTime(_lastWriteAt);
        if (_ended || silent < _keepAlive)
        {
            _lock.Release();
            Rearm(_keepAlive - silent);
            return;
        }

        _keepAliveWrite = KeepAliveAsync();
    }

    private async Task KeepAliveAsync()
    {
        try
        {
            if (!HasStarted)
            {
                StartHead(200, "text/event-stream; charset=utf-8", null);
            }

            KeepAlives++;
            await SendAsync(format.KeepAlive, CallerAborted);
            Rearm(_keepAlive);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The caller left; the pipeline hears of it by its own token.
        }
        finally
        {
            _lock.Release();
        }
    }

    private void Rearm(TimeSpan due)
    {
        if (!_ended)
        {
            _keepAliveTimer?.Change(due > TimeSpan.Zero ? due : TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        }
    }
}
