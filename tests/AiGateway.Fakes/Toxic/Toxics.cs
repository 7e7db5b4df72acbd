namespace AiGateway.Fakes.Toxic;

/// <summary>What is wrong with one direction of a connection; may be changed while connections are open, from then on.</summary>
public sealed record Toxics
{
    public static readonly Toxics None = new();

    /// <summary>Each piece of data arrives this much later; the rate stays.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Each piece's latency varies by up to this much either way; order stays.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Bytes a second that pass; 0 for no limit.</summary>
    public long BytesPerSecond { get; init; }

    /// <summary>The end of the data is told to the other side only after this long.</summary>
    public TimeSpan SlowClose { get; init; }

    /// <summary>Data is swallowed, and the connection is closed after this long; zero swallows for ever.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The connection is reset (RST) this long after its data began to flow; zero resets at the first byte.</summary>
    public TimeSpan? Reset { get; init; }

    /// <summary>Data is cut into pieces of this many bytes, each sent on its own; 0 for none.</summary>
    public int SliceSize { get; init; }

    /// <summary>The pause between two slices.</summary>
    public TimeSpan SliceDelay { get; init; }

    /// <summary>After this many bytes the connection is closed.</summary>
    public long? Limit { get; init; }
}
