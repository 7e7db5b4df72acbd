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

    internal Dictionary<string, string> Timeouts() => new[] { (nameof(Connect), Connect), (nameof(FirstToken), FirstToken), (nameof(Idle), Idle), (nameof(Total), Total) }
        .Where(timer => timer.Item2 is not null)
        .ToDictionary(timer => timer.Item1, timer => timer.Item2!);
}
