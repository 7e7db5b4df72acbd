namespace AiGateway.Health;

/// <summary>
/// How busy and how quick each model at each provider is, for at most <see cref="Limit"/> of them; those that were not called for
/// longest give way. Nothing here waits for a lock. What was measured long ago counts as unknown, so that a target which was slow once
/// is looked at again.
/// </summary>
internal sealed class TargetStats(TimeProvider time)
{
    /// <summary>The most targets that are kept in mind (about 2 KiB each).</summary>
    public const int Limit = 4096;

    /// <summary>How long a measured time is good for.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);

    private readonly long _origin = time.GetTimestamp();
    private readonly BoundedTable<TargetEntry> _entries = new(Limit, static entry => entry.Usefulness);

    /// <summary>How many targets are kept in mind.</summary>
    public int Count => _entries.Count;

    private long Now => time.GetElapsedTime(_origin).Ticks;

    /// <summary>A call is sent.</summary>
    public void Began(string provider, string model) => Entry(provider, model).Began(Now);

    /// <summary>A call is over, however it went; once for each that began.</summary>
    public void Ended(string provider, string model) => Find(provider, model)?.Ended(Now);

    /// <summary>How many calls are under way.</summary>
    public int UnderWay(string provider, string model) => Find(provider, model)?.UnderWay ?? 0;

    /// <summary>A stream's first content came.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="model">The model there.</param>
    /// <param name="taken">The time since the call was sent.</param>
    public void FirstToken(string provider, string model, TimeSpan taken) => Entry(provider, model).AddFirstToken(Now, taken);

    /// <summary>A plain answer came.</summary>
    /// <inheritdoc cref="FirstToken"/>
    public void Answered(string provider, string model, TimeSpan taken) => Entry(provider, model).Answer.Add(Now, taken.Ticks);

    /// <summary>An answer ended, with this many tokens.</summary>
    public void OutputTokens(string provider, string model, long tokens) => Entry(provider, model).Output.Add(Now, tokens);

    /// <summary>The usual time to the first token; null where nothing was measured for <see cref="Memory"/>.</summary>
    public TimeSpan? TypicalFirstToken(string provider, string model) => Recent(Find(provider, model)?.FirstToken);

    /// <summary>The usual time of a plain answer; null where nothing was measured for <see cref="Memory"/>.</summary>
    public TimeSpan? TypicalAnswer(string provider, string model) => Recent(Find(provider, model)?.Answer);

    /// <summary>The time within which 95 of the last 100 or so first tokens came; null where too few are known.</summary>
    public TimeSpan? FirstTokenP95(string provider, string model) => Find(provider, model)?.FirstTokenP95();

    /// <summary>The usual length of an answer in tokens; null where none is known.</summary>
    public double? TypicalOutput(string provider, string model) => Find(provider, model)?.Output.Value;

    private TargetEntry? Find(string provider, string model) => _entries.Find(new HealthKey(provider, model));

    private TargetEntry Entry(string provider, string model) => _entries.FindOrAdd(new HealthKey(provider, model), static () => new TargetEntry());

    private TimeSpan? Recent(MovingAverage? average) =>
        average?.Value is { } value && Now - average.At <= Memory.Ticks ? new TimeSpan((long)value) : null;
}
