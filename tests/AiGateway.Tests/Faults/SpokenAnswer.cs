namespace AiGateway.Tests.Faults;

/// <summary>What a case's caller got, and what its targets saw.</summary>
internal sealed record SpokenAnswer
{
    /// <summary>The status.</summary>
    public required int Status { get; init; }

    /// <summary>The media type.</summary>
    public required string? MediaType { get; init; }

    /// <summary>The headers by name.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The whole body.</summary>
    public required string Body { get; init; }

    /// <summary>How many calls came to the failing target.</summary>
    public required int PrimaryCalls { get; init; }

    /// <summary>The bodies of the calls that came to the target that is well.</summary>
    public required IReadOnlyList<string> FallbackCalls { get; init; }

    /// <summary>The request's line in the log.</summary>
    public required string LogLine { get; init; }

    /// <summary>A header; null where there is none.</summary>
    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
