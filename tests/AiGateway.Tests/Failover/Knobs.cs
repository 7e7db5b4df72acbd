namespace AiGateway.Tests.Failover;

/// <summary>What a test sets about its model; a timer that is null keeps its default.</summary>
public sealed record Knobs
{
    public string? Connect { get; init; }

    public string? FirstToken { get; init; }

    public string? Idle { get; init; }

    public string? Total { get; init; }

    public string KeepAlive { get; init; } = "0s";

    public bool Strict { get; init; }

    /// <summary>Repeats at one target; none, so that each test sees the failure it scripted.</summary>
    public int MaxRetries { get; init; }

    /// <summary>Failures in a row after which a target rests; so many that none does unless a test is about that.</summary>
    public int Failures { get; init; } = 1000;

    internal Dictionary<string, string> Timeouts() => new[] { (nameof(Connect), Connect), (nameof(FirstToken), FirstToken), (nameof(Idle), Idle), (nameof(Total), Total) }
        .Where(timer => timer.Item2 is not null)
        .ToDictionary(timer => timer.Item1, timer => timer.Item2!);
}
