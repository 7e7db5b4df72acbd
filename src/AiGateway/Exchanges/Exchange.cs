using AiGateway.Configuration;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Exchanges;

/// <summary>One request of a caller's on its way through the pipeline: everything the stages tell each other.</summary>
internal sealed class Exchange(string requestId, Surface surface, Caller caller, GatewayConfig config, TimeProvider time) : IDisposable
{
    private CancellationTokenSource? _total;
    private long _totalStartedAt;
    private Attempt[] _attempts = [];
    private Attempt? _decisive;

    /// <summary>The request's id, in every answer and log line: <c>req_</c> and 32 hexadecimal digits.</summary>
    public string RequestId { get; } = requestId;

    /// <summary>The API path that was called.</summary>
    public Surface Surface { get; } = surface;

    /// <summary>Who calls.</summary>
    public Caller Caller { get; } = caller;

    /// <summary>The configuration that this request keeps from its first to its last step.</summary>
    public GatewayConfig Config { get; } = config;

    /// <summary>Clock reading when the request arrived.</summary>
    public long StartedAt { get; } = time.GetTimestamp();

    /// <summary>The only writer to the caller.</summary>
    public required ResponseGate Gate { get; init; }

    /// <summary>The body as it came.</summary>
    public RequestBody Body { get; set; } = RequestBody.Empty;

    /// <summary>What one pass over the body found.</summary>
    public RequestEnvelope Envelope { get; set; } = null!;

    /// <summary>The model's name as the caller wrote it; empty until it was read.</summary>
    public string ModelAsked { get; set; } = "";

    /// <summary>Whether the caller wants a stream.</summary>
    public bool Stream { get; set; }

    /// <summary>Whether the caller wants a streamed answer's usage.</summary>
    public bool IncludeUsage { get; set; }

    /// <summary>The user: the caller's own, or where it has none the one that the request names (<c>x-aigateway-user</c>); null for none.</summary>
    public string? User { get; set; }

    /// <summary>The caller's own tags and the request's (<c>x-aigateway-tags</c>), separated by commas; null for none.</summary>
    public string? Tags { get; set; }

    /// <summary>The total time that the caller asked for (<c>x-aigateway-timeout</c>), or null. It can only shorten the configured one.</summary>
    public TimeSpan? TimeoutAsked { get; set; }

    /// <summary>What the caller's request says beside its body; null for a copy. Only headers that the configuration names are to be read.</summary>
    public IHeaderDictionary? Headers { get; init; }

    /// <summary>The id of the request that this one is a copy of; null for a caller's own.</summary>
    public string? MirrorOf { get; init; }

    /// <summary>Equal for requests that begin alike, where the model keeps such together; else null.</summary>
    public ulong? AffinityHash { get; set; }

    /// <summary>Further models to ask when this one cannot answer (<c>x-aigateway-fallbacks</c>); empty for none.</summary>
    public IReadOnlyList<string> FallbacksAsked { get; set; } = [];

    /// <summary>The targets that may answer; set by model routing, and moved on to the caller's own fallbacks.</summary>
    public Pool Pool { get; private set; } = null!;

    /// <summary>The name by which <see cref="Pool"/> was found.</summary>
    public string NameRouted { get; private set; } = "";

    /// <summary>The attempts so far, in order.</summary>
    public IReadOnlyList<Attempt> Attempts => _attempts;

    /// <summary>The request as the hub reads it; made once, when a target first needs a translation.</summary>
    public ChatRequest? ChatRequest { get; set; }

    /// <summary>What the exchange ended with, where it failed.</summary>
    public GatewayError? Error { get; set; }

    /// <summary>The attempt that answers, or whose failure the caller is told; until there is one, the last that was sent.</summary>
    public Attempt? Decisive
    {
        get
        {
            if (_decisive is { } decided)
            {
                return decided;
            }

            var attempts = _attempts;
            return Array.FindLast(attempts, static attempt => attempt.SentAt != 0) ?? (attempts.Length == 0 ? null : attempts[^1]);
        }

        set => _decisive = value;
    }

    /// <summary>How many upstream calls were made: an attempt that could not be expressed for its target is none.</summary>
    public int AttemptsSent
    {
        get
        {
            var sent = 0;
            foreach (var attempt in _attempts)
            {
                sent += attempt.SentAt != 0 ? 1 : 0;
            }

            return sent;
        }
    }

    /// <summary>Clock reading when the first content went to the caller; 0 while none has.</summary>
    public long FirstContentAt { get; set; }

    /// <summary>True where the total timer, and not the caller, ended the exchange.</summary>
    public bool IsOverTotal => _total is { IsCancellationRequested: true } && !Gate.CallerLeft;

    /// <summary>Cancelled when the caller leaves or the total time is over.</summary>
    public CancellationToken Cancelled => _total?.Token ?? Gate.CallerAborted;

    /// <summary>The total time that the exchange has.</summary>
    public TimeSpan Total { get; private set; }

    /// <summary>What is left of the total time.</summary>
    public TimeSpan TimeLeft => Total - time.GetElapsedTime(_totalStartedAt);

    /// <summary>Time spent waiting before a repeat.</summary>
    public TimeSpan Paused { get; set; }

    /// <summary>Chooses the targets of the attempts to come.</summary>
    /// <param name="pool">The targets.</param>
    /// <param name="name">The name by which they were found.</param>
    public void RouteTo(Pool pool, string name) => (Pool, NameRouted) = (pool, name);

    /// <summary>Adds an attempt. By the loop alone, while the gate may be reading the ones before.</summary>
    public void Add(Attempt attempt) => _attempts = [.. _attempts, attempt];

    /// <summary>Starts the timer over all attempts.</summary>
    public void StartTotal(TimeSpan total)
    {
        Total = total;
        _totalStartedAt = time.GetTimestamp();
        _total = CancellationTokenSource.CreateLinkedTokenSource(Gate.CallerAborted);
        _total.CancelAfter(total);
    }

    /// <summary>The time since the request arrived, less what was spent waiting for providers.</summary>
    public TimeSpan OwnShare(TimeProvider clock) => OwnShareUntil(clock, clock.GetTimestamp());

    /// <summary>The same until the first content went to the caller; until now where none has.</summary>
    public TimeSpan OwnShareAtFirst(TimeProvider clock) => OwnShareUntil(clock, FirstContentAt != 0 ? FirstContentAt : clock.GetTimestamp());

    private TimeSpan OwnShareUntil(TimeProvider clock, long until)
    {
        var elapsed = clock.GetElapsedTime(StartedAt, until);
        foreach (var attempt in _attempts)
        {
            elapsed -= attempt.Waited(until);
        }

        elapsed -= Paused;

        return elapsed < TimeSpan.Zero ? TimeSpan.Zero : elapsed;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var attempt in _attempts)
        {
            attempt.Dispose();
        }

        _total?.Dispose();
        Body.Dispose();
    }
}
