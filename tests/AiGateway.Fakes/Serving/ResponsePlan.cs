using AiGateway.Fakes.Answers;

namespace AiGateway.Fakes.Serving;

/// <summary>Everything that will go over the wire for one request.</summary>
internal sealed record ResponsePlan(
    int Status,
    string? ContentType,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    IReadOnlyList<WireFrame> Frames,
    WireEnding Ending,
    long? Length)
{
    public TimeSpan HeadDelay { get; init; }

    /// <summary>How long to wait before the ending; zero for as long as it takes by itself.</summary>
    public TimeSpan EndDelay { get; init; }
}
