using System.Text.Json;
using System.Text.Json.Serialization;

namespace AiGateway.Benchmarks;

/// <summary>One line of the output file: one measured run of one scenario against one target. Times are microseconds.</summary>
internal sealed record ResultLine
{
    public const string Throughput = "throughput";
    public const string Streams = "streams";
    public const string FirstToken = "first_token";
    public const string Failure = "error";

    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public required string Kind { get; init; }

    public string Scenario { get; init; } = "";

    public string Target { get; init; } = "";

    public int Round { get; init; }

    public long Requests { get; init; }

    public double Seconds { get; init; }

    /// <summary>Requests, or streams, that did not end well.</summary>
    public long Failed { get; init; }

    public double P50 { get; init; }

    public double P99 { get; init; }

    public double? Max { get; init; }

    /// <summary>CPU of the process under test for each request; for streams, for each event.</summary>
    public double? Cpu { get; init; }

    public long? Events { get; init; }

    /// <summary>How far the pause between two events was off, for the reader against the writer.</summary>
    public double? GapP50 { get; init; }

    public double? GapP99 { get; init; }

    /// <summary>Events that came in one read with the one before.</summary>
    public long? Merged { get; init; }

    public double? RssPerStream { get; init; }

    public string? Error { get; init; }

    [JsonIgnore]
    public double Rate => Seconds > 0 ? Requests / Seconds : 0;
}
