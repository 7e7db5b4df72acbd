using AiGateway.Fakes;
using AiGateway.Tests.Failover;

namespace AiGateway.Tests.Upstream;

/// <summary>A whole stream of each dialect, word by word, with line feeds.</summary>
internal static class LiteralStreams
{
    private const string Anthropic =
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-haiku-4-5\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}}\n\n" +
        "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n" +
        "event: ping\ndata: {\"type\":\"ping\"}\n\n" +
        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Grüße aus \"}}\n\n" +
        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\ndata: \"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"東京\"}}\n\n" +
        "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n" +
        "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":4}}\n\n" +
        "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

    private const string Gemini =
        "data: {\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"Grüße aus \"}]},\"index\":0}]}\n\n" +
        "data:{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"東京\"}]},\"index\":0,\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokenCount\":4,\"totalTokenCount\":7}}\n\n";

    /// <summary>A stream that says <c>Grüße aus 東京</c>.</summary>
    public static string Of(Dialect dialect) => dialect switch
    {
        Dialect.Anthropic => Anthropic,
        Dialect.Gemini => Gemini,
        _ => OpenAIFrames.Role + OpenAIFrames.Content("Grüße aus ") + ": between\n\n" + OpenAIFrames.Content("東京") + OpenAIFrames.Finish + OpenAIFrames.Done,
    };
}
