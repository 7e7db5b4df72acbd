using System.Diagnostics;
using AiGateway.Fakes.Answers;
using AiGateway.Fakes.Serving;

namespace AiGateway.Fakes;

/// <summary>
/// A scripted AI provider on a loopback port. It refuses what the real one refuses, in the real one's error form; a valid request gets
/// the first <see cref="When"/> answer that matches, else the next of the <see cref="Next"/> queue, else the <see cref="Always"/> answer,
/// else an honest default.
/// </summary>
public sealed class FakeProvider : IAsyncDisposable
{
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(10);

    private readonly ProviderState _state;
    private readonly FakeServer _server;

    private FakeProvider(ProviderState state, FakeServer server, string basePath)
    {
        (_state, _server) = (state, server);
        Origin = new Uri($"http://127.0.0.1:{server.Port}");
        BaseUrl = new Uri(Origin, basePath);
    }

    public Dialect Dialect => _state.Dialect;

    /// <summary>Scheme, host and port.</summary>
    public Uri Origin { get; }

    /// <summary>What stands in a provider's configuration: OpenAI and Mistral end in <c>/v1</c>, Gemini in <c>/v1beta</c>, Anthropic has no path.</summary>
    public Uri BaseUrl { get; }

    public int Port => _server.Port;

    /// <summary>The credential the fake accepts from the start.</summary>
    public string Key => _state.FirstKey;

    /// <summary>The credentials the fake accepts; may be changed at any time.</summary>
    public AcceptedKeys AcceptedKeys => _state.Keys;

    /// <summary>The models the fake serves; may be changed at any time.</summary>
    public ServedModels Models => _state.Models;

    /// <summary>Input tokens beyond which a request is refused as too long.</summary>
    public int ContextTokens
    {
        get => _state.ContextTokens;
        set => _state.ContextTokens = value;
    }

    /// <summary>Whether the request body is held against the provider's schema and rules; off, a lenient compatible vendor is played.</summary>
    public bool Strict
    {
        get => _state.Strict;
        set => _state.Strict = value;
    }

    /// <summary>Whether <see cref="Requests"/> is kept; switch it off for load tests, where it would fill the memory.</summary>
    public bool KeepsRequests
    {
        get => _state.Log.Keeping;
        set => _state.Log.Keeping = value;
    }

    /// <summary>The requests that were read completely, in order; a snapshot.</summary>
    public IReadOnlyList<RecordedRequest> Requests => _state.Log.Snapshot();

    /// <summary>How many request heads arrived, whether or not their bodies followed.</summary>
    public int HeadsSeen => _state.Log.HeadsSeen;

    /// <summary>How many connections were opened.</summary>
    public int ConnectionsSeen => _server.ConnectionsSeen;

    /// <summary>How many connections are open now.</summary>
    public int ConnectionsOpen => _server.ConnectionsOpen;

    /// <summary>Starts a fake on a free loopback port, or on the given one.</summary>
    public static async Task<FakeProvider> StartAsync(Dialect dialect, int port = 0)
    {
        var state = new ProviderState(dialect);
        var wire = WireDialects.Create(state);
        var server = await FakeServer.StartAsync(state, wire, port).ConfigureAwait(false);
        return new FakeProvider(state, server, wire.BasePath);
    }

    /// <summary>Queues answers, one for each coming request for a completion.</summary>
    public FakeProvider Next(params Answer[] answers)
    {
        _state.Script.Enqueue(answers);
        return this;
    }

    /// <summary>Answers every request for a completion so, once the queue is empty.</summary>
    public FakeProvider Always(Answer answer)
    {
        _state.Script.Always(answer);
        return this;
    }

    /// <summary>Answers the requests that match so, whatever is queued; the rule added last is asked first.</summary>
    public FakeProvider When(Func<RecordedRequest, bool> matches, Answer answer)
    {
        _state.Script.When(matches, answer);
        return this;
    }

    /// <summary>Asks the test's own code what to answer, before all else that is scripted; null leaves the request to the rest.</summary>
    public FakeProvider By(Func<RecordedRequest, Answer?> choose)
    {
        _state.Script.By(choose);
        return this;
    }

    /// <summary>Forgets all scripted answers.</summary>
    public FakeProvider ResetScript()
    {
        _state.Script.Clear();
        return this;
    }

    /// <summary>Waits for the request of this number, 1 being the fake's first.</summary>
    /// <exception cref="TimeoutException">It did not come in time.</exception>
    public async Task<RecordedRequest> WaitForRequestAsync(int number = 1, TimeSpan? timeout = null)
    {
        var deadline = Stopwatch.GetTimestamp() + (long)((timeout ?? DefaultWait).TotalSeconds * Stopwatch.Frequency);
        while (true)
        {
            var change = _state.Log.Changed;
            var requests = Requests;
            if (requests.Count >= number)
            {
                return requests[number - 1];
            }

            var left = TimeSpan.FromSeconds((deadline - Stopwatch.GetTimestamp()) / (double)Stopwatch.Frequency);
            if (left <= TimeSpan.Zero)
            {
                throw new TimeoutException($"Request {number} did not reach the fake {Dialect}; it saw {requests.Count}.");
            }

            await Task.WhenAny(change, Task.Delay(left)).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the server and every connection at once.</summary>
    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
