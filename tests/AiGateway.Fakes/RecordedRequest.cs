using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace AiGateway.Fakes;

/// <summary>One request as the fake received it, and what became of it.</summary>
public sealed class RecordedRequest
{
    private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lazy<JsonElement> _json;
    private long _bytesSent;
    private long _abortedAt;
    private int _status;
    private int _settled;

    internal RecordedRequest(
        int number,
        string method,
        string target,
        IReadOnlyList<KeyValuePair<string, string>> headers,
        byte[] body,
        long arrivedAt,
        string connectionId)
    {
        (Number, Method, Target, Headers, Body, ArrivedAt, ConnectionId) = (number, method, target, headers, body, arrivedAt, connectionId);
        _json = new Lazy<JsonElement>(() => JsonElement.Parse(Body));
    }

    /// <summary>1 for the fake's first request.</summary>
    public int Number { get; }

    public string Method { get; }

    /// <summary>Path and query exactly as they stood in the request line.</summary>
    public string Target { get; }

    /// <summary>The raw path, without the query.</summary>
    public string Path => Target.Split('?', 2)[0];

    /// <summary>The raw query without its question mark; empty where there is none.</summary>
    public string Query => Target.Contains('?', StringComparison.Ordinal) ? Target.Split('?', 2)[1] : "";

    /// <summary>The headers in order of arrival, with their spelling, duplicates included.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    /// <summary>The body, decoded from its transfer coding alone.</summary>
    public byte[] Body { get; }

    public string BodyText => Encoding.UTF8.GetString(Body);

    /// <summary>The body as JSON.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public JsonElement Json => _json.Value;

    /// <summary>When the head had arrived, by <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public long ArrivedAt { get; }

    /// <summary>Which connection carried it; equal for requests on one connection.</summary>
    public string ConnectionId { get; }

    /// <summary>The credential in the place where this provider looks for it; null where there is none.</summary>
    public string? Key { get; internal set; }

    /// <summary>Completes when the server sees that the caller left before the answer was complete.</summary>
    public Task Aborted => _aborted.Task;

    /// <summary>When the server saw the caller leave, by <see cref="Stopwatch.GetTimestamp"/>; null if it did not.</summary>
    public long? AbortedAt => Interlocked.Read(ref _abortedAt) is var at and not 0 ? at : null;

    /// <summary>Completes when the fake is done with the request, however it ended.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Body bytes the fake has handed to the connection.</summary>
    public long BytesSent => Interlocked.Read(ref _bytesSent);

    /// <summary>The status that was sent; 0 while none is.</summary>
    public int Status => Volatile.Read(ref _status);

    /// <summary>The first value of a header, or null.</summary>
    public string? Header(string name) => HeaderValues(name).FirstOrDefault();

    /// <summary>All values of a header in order.</summary>
    public IEnumerable<string> HeaderValues(string name) =>
        Headers.Where(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value);

    public override string ToString() => $"#{Number} {Method} {Target} → {Status}, {BytesSent} bytes sent{(AbortedAt is null ? "" : ", aborted by the caller")}";

    internal void Sent(int bytes) => Interlocked.Add(ref _bytesSent, bytes);

    internal void Answering(int status) => Volatile.Write(ref _status, status);

    /// <summary>From here on the end of the connection is no abort by the caller.</summary>
    internal void Settle() => Volatile.Write(ref _settled, 1);

    internal void CallerLeft()
    {
        if (Volatile.Read(ref _settled) == 0)
        {
            Interlocked.CompareExchange(ref _abortedAt, Stopwatch.GetTimestamp(), 0);
            _aborted.TrySetResult();
        }
    }

    internal void End() => _ended.TrySetResult();
}
