namespace AiGateway.Fakes.Answers;

/// <summary>What a fake does with one request: a <see cref="FakeAnswer"/> in its own wire format, or a <see cref="WireAnswer"/> verbatim.</summary>
public abstract record Answer
{
    private protected Answer()
    {
    }

    /// <summary>How long the fake waits before it sends the status line.</summary>
    public TimeSpan HeadDelay { get; init; }

    /// <summary>How long the fake waits before each event (before the body of a JSON answer).</summary>
    public TimeSpan EventDelay { get; init; }

    /// <summary>How long the fake waits before it does what is wrong with the answer: the reset, the early end, the error event, the pause; zero does it at once.</summary>
    /// <remarks>Whoever reads must have read what came before, which a busy machine may need a moment for.</remarks>
    public TimeSpan FaultDelay { get; init; }

    /// <summary>Headers sent besides the provider's usual ones.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Whether the body is sent gzip-compressed whatever the request accepts.</summary>
    public bool Gzipped { get; init; }

    /// <summary>Sizes of the pieces in which the body is written and flushed; the last size repeats; empty means event by event.</summary>
    public IReadOnlyList<int> WriteSizes { get; init; } = [];
}
