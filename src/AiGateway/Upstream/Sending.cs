namespace AiGateway.Upstream;

/// <summary>One sending of a request, which learns from the connection itself whether it was new and whether anything came back.</summary>
/// <remarks>
/// The HTTP client says neither: a connection that ends before an answer and one that ends in its first line fail alike. A request
/// is written on its own asynchronous flow over HTTP/1.1, so that the connection finds its sending there. Over HTTP/2 it does not, and
/// need not: there the provider says what it has processed.
/// </remarks>
internal sealed class Sending
{
    private static readonly AsyncLocal<Sending?> Flow = new();

    private DialedStream? _connection;
    private long _receivedBefore;
    private bool _isReused;

    private Sending()
    {
    }

    /// <summary>The sending that the running code belongs to; null outside of one.</summary>
    public static Sending? Current => Flow.Value;

    /// <summary>
    /// True where the request went out on a connection that had served another before, and not a byte came back: the provider was closing
    /// it meanwhile, so that sending once more is safe.
    /// </summary>
    public bool IsUnanswered => _isReused && _connection!.Received == _receivedBefore;

    /// <summary>Begins a sending for the rest of the calling method.</summary>
    public static Sending Begin() => Flow.Value = new Sending();

    /// <summary>The request's first bytes go out.</summary>
    public void GoesOutOn(DialedStream connection)
    {
        if (_connection != connection)
        {
            _connection = connection;
            _isReused = connection.CountRequest() > 1;
            _receivedBefore = connection.Received;
        }
    }
}
