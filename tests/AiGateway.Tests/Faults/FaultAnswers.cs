using System.Globalization;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Failover;

namespace AiGateway.Tests.Faults;

/// <summary>What failing targets say.</summary>
internal static class FaultAnswers
{
    /// <summary>How many tokens of sixty come before an early fault.</summary>
    public const int Early = 3;

    /// <summary>How many tokens of sixty come before a late fault.</summary>
    public const int Late = 40;

    /// <summary>A provider's own words about its failure.</summary>
    public const string Words = "Said by the failing target itself.";

    /// <summary>Words of the errors that the fakes send inside a good answer.</summary>
    public static readonly string[] InBandWords = ["The server had an error while processing your request.", "Overloaded", "The model is overloaded. Please try again later."];

    /// <summary>Longer than whoever reads needs to have read what came before, shorter than the timers.</summary>
    public static readonly TimeSpan BeforeFault = TimeSpan.FromMilliseconds(300);

    private static readonly string[] Tokens = [.. Enumerable.Range(0, 60).Select(i => $"token{i.ToString("00", CultureInfo.InvariantCulture)} ")];

    /// <summary>The text of <see cref="Sixty"/>.</summary>
    public static string SixtyText { get; } = string.Concat(Tokens);

    /// <summary>An answer of sixty tokens.</summary>
    public static FakeAnswer Sixty { get; } = FakeAnswer.Text(Tokens).Striking(BeforeFault);

    /// <summary>A call of a tool whose arguments come in six pieces.</summary>
    public static FakeAnswer ToolCall { get; } = FakeAnswer.ToolCall("get_weather", "{\"city\":", "\"Paris\",", "\"days\":", "3,", "\"unit\":", "\"C\"}").Striking(BeforeFault);

    /// <summary>How many of a dialect's events come before the first with content.</summary>
    public static int Preamble(Dialect dialect) => dialect switch
    {
        Dialect.OpenAI => 1,
        Dialect.Anthropic => 3,
        _ => 0,
    };

    /// <summary>How many of a dialect's events make <see cref="Sixty"/> up to its finish reason.</summary>
    public static int ToFinish(Dialect dialect) => Preamble(dialect) + 60 + (dialect == Dialect.Anthropic ? 2 : 1);

    /// <summary>A dialect's answer as a stream, word by word; it says <c>All of it</c>.</summary>
    public static string Stream(Dialect dialect) => dialect switch
    {
        Dialect.OpenAI => OpenAIFrames.Stream("All of it"),
        Dialect.Anthropic => FinishedStreams.AnthropicWithoutStop + AnthropicStop,
        _ => FinishedStreams.GeminiWithFinish,
    };

    /// <summary>A dialect's terminator.</summary>
    public static string Terminator(Dialect dialect) => dialect == Dialect.OpenAI ? OpenAIFrames.Done : AnthropicStop;

    /// <summary>A dialect's refusal of a request that is too long.</summary>
    public static Answer TooLong(Dialect dialect) => dialect switch
    {
        Dialect.OpenAI => Fault.Error(400, $"This model's maximum context length is 8000 tokens. However, you requested 9000 tokens. {Words}", "context_length_exceeded"),
        Dialect.Anthropic => Fault.Error(400, $"prompt is too long: 9000 tokens > 8000 maximum. {Words}"),
        _ => Fault.Error(400, $"The input token count (9000) exceeds the maximum number of tokens allowed (8000). {Words}"),
    };

    private const string AnthropicStop = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
}
