using System.Text;

namespace AiGateway.Benchmarks;

/// <summary>What the fake provider says, rendered once: the bytes of OpenAI's and Anthropic's answers.</summary>
internal static class CannedAnswers
{
    /// <summary>How often a stream is flushed: its events arrive in bunches, as they do from a provider under load.</summary>
    private const int Flushes = 10;

    private const int ChatLength = 300;

    private const string ChunkHead = """data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1700000000,"model":"gpt-4o-mini","choices":[{"index":0,"delta":""";

    /// <summary>A chat completion of exactly 300 bytes.</summary>
    public static byte[] OpenAIChat { get; } = Padded(
        """{"id":"chatcmpl-bench","object":"chat.completion","created":1700000000,"model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":"~"},"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":16,"total_tokens":28}}""",
        ChatLength);

    /// <summary>A message of the same length in Anthropic's form.</summary>
    public static byte[] AnthropicMessage { get; } = Padded(
        """{"id":"msg_bench","type":"message","role":"assistant","model":"claude-haiku-4-5","content":[{"type":"text","text":"~"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":12,"output_tokens":16}}""",
        ChatLength);

    /// <summary>100 chunks, the first with the role and the last with the finish reason, and <c>[DONE]</c>; in bunches.</summary>
    public static byte[][] OpenAIStream { get; } = Bunches(OpenAIEvents(withUsage: false));

    /// <summary>The same with the chunk of usage that <c>include_usage</c> asks for.</summary>
    public static byte[][] OpenAIStreamWithUsage { get; } = Bunches(OpenAIEvents(withUsage: true));

    /// <summary>100 events from <c>message_start</c> to <c>message_stop</c>; in bunches.</summary>
    public static byte[][] AnthropicStream { get; } = Bunches(AnthropicEvents());

    private static List<string> OpenAIEvents(bool withUsage)
    {
        List<string> events =
        [
            ChunkHead + """{"role":"assistant","content":""},"finish_reason":null}]}""" + "\n\n",
            .. Enumerable.Repeat(ChunkHead + """{"content":"hello "},"finish_reason":null}]}""" + "\n\n", 98),
            ChunkHead + """{},"finish_reason":"stop"}]}""" + "\n\n",
        ];
        if (withUsage)
        {
            events.Add("""data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1700000000,"model":"gpt-4o-mini","choices":[],"usage":{"prompt_tokens":12,"completion_tokens":98,"total_tokens":110}}""" + "\n\n");
        }

        events.Add("data: [DONE]\n\n");
        return events;
    }

    private static List<string> AnthropicEvents() =>
    [
        Named("message_start", """{"type":"message_start","message":{"id":"msg_bench","type":"message","role":"assistant","model":"claude-haiku-4-5","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":12,"output_tokens":1}}}"""),
        Named("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"""),
        Named("ping", """{"type":"ping"}"""),
        .. Enumerable.Repeat(Named("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hello "}}"""), 94),
        Named("content_block_stop", """{"type":"content_block_stop","index":0}"""),
        Named("message_delta", """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":95}}"""),
        Named("message_stop", """{"type":"message_stop"}"""),
    ];

    private static string Named(string name, string data) => $"event: {name}\ndata: {data}\n\n";

    private static byte[][] Bunches(List<string> events) =>
        [.. events.Chunk((events.Count + Flushes - 1) / Flushes).Select(bunch => Encoding.UTF8.GetBytes(string.Concat(bunch)))];

    /// <summary>Puts text in place of the mark, so long that the whole has the length asked for.</summary>
    private static byte[] Padded(string template, int length) =>
        Encoding.UTF8.GetBytes(template.Replace("~", new string('a', length - template.Length + 1), StringComparison.Ordinal));
}
