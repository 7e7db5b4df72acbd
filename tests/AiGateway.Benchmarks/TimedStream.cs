using System.Globalization;

namespace AiGateway.Benchmarks;

/// <summary>The parts of a stream whose events say in their text when they were written, between two <c>@</c>.</summary>
internal sealed record TimedStream
{
    private const string OpenAIHead = """data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1700000000,"model":"gpt-4o-mini","choices":[{"index":0,"delta":""";

    public static TimedStream OpenAI { get; } = new()
    {
        Head = OpenAIHead + """{"role":"assistant","content":""},"finish_reason":null}]}""" + "\n\n",
        BeforeTime = OpenAIHead + """{"content":"@""",
        AfterTime = """@"},"finish_reason":null}]}""" + "\n\n",
        Ending = OpenAIHead + """{},"finish_reason":"stop"}]}""" + "\n\ndata: [DONE]\n\n",
    };

    public static TimedStream Anthropic { get; } = new()
    {
        Head = """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_bench","type":"message","role":"assistant","model":"claude-haiku-4-5","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":12,"output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}


            """,
        BeforeTime = """
            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"@
            """,
        AfterTime = """@"}}""" + "\n\n",
        Ending = """
            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":95}}

            event: message_stop
            data: {"type":"message_stop"}


            """,
    };

    /// <summary>What comes before the first text.</summary>
    public required string Head { get; init; }

    /// <summary>The finish and what ends the stream.</summary>
    public required string Ending { get; init; }

    private string BeforeTime { get; init; } = "";

    private string AfterTime { get; init; } = "";

    /// <summary>An event that was written then.</summary>
    public string Event(long timestamp) => string.Create(CultureInfo.InvariantCulture, $"{BeforeTime}{timestamp}{AfterTime}");
}
