using System.Text;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Providers.Mock;

/// <summary>Decides what the mock says to a chat: tool calls where they are asked for, else JSON or the echo.</summary>
internal static class MockChat
{
    /// <summary>The most tokens of a choice, whatever the request allows.</summary>
    public const long MaxTokens = 32_768;

    private static readonly JsonElement AnyObject = JsonElement.Parse("""{"type":"object"}""");

    /// <summary>Makes the answer.</summary>
    /// <param name="request">The request.</param>
    /// <param name="created">Unix seconds.</param>
    /// <exception cref="WireFormatException">The request asks for what cannot be: a tool that is not there, or a schema without a value.</exception>
    public static MockAnswer Answer(ChatRequest request, long created)
    {
        var limit = MockWords.Bytes(Math.Min(request.MaxTokens ?? MaxTokens, MaxTokens));
        var echo = MockPrompt.Echo(request);
        var calls = MockTools.Choose(request, echo);
        var answer = new MockAnswer
        {
            Id = $"chatcmpl-{Guid.NewGuid():N}",
            Created = created,
            Model = request.Model,
            Candidates = request.Candidates ?? 1,
            Finish = calls.Count > 0 ? FinishReason.ToolCalls : FinishReason.Stop,
            Usage = new TokenUsage { Input = MockPrompt.Tokens(request) },
        };
        return calls.Count > 0 ? WithCalls(answer, calls, limit) : WithText(answer, request, echo, limit);
    }

    private static MockAnswer WithText(MockAnswer answer, ChatRequest request, string echo, long limit)
    {
        var isJson = request.ResponseFormat is { Kind: not ResponseFormatKind.Text };
        var whole = request.ResponseFormat switch
        {
            { Kind: ResponseFormatKind.JsonSchema } format => MockSchema.Minimal(format.Schema ?? AnyObject, "response_format.json_schema.schema"),
            { Kind: ResponseFormatKind.JsonObject } => Encoding.UTF8.GetString(JsonText.Write(writer => WriteEcho(writer, echo))),
            _ => echo,
        };
        var text = MockWords.Cut(BeforeStop(whole, request.Stop), limit);
        return Measured(answer, Encoding.UTF8.GetByteCount(text)) with
        {
            Text = isJson ? MockWords.Slices(text) : MockWords.Words(text),
            Finish = text.Length < BeforeStop(whole, request.Stop).Length ? FinishReason.Length : FinishReason.Stop,
        };
    }

    private static MockAnswer WithCalls(MockAnswer answer, IReadOnlyList<MockToolCall> calls, long limit)
    {
        var kept = new List<MockToolCall>();
        var left = limit;
        var cut = false;
        foreach (var call in calls)
        {
            left -= Encoding.UTF8.GetByteCount(call.Name);
            if (left < 0)
            {
                left += Encoding.UTF8.GetByteCount(call.Name);
                cut = true;
                break;
            }

            var arguments = MockWords.Cut(call.Arguments, left);
            left -= Encoding.UTF8.GetByteCount(arguments);
            kept.Add(call with { Arguments = arguments });
            cut = arguments.Length < call.Arguments.Length;
            if (cut)
            {
                break;
            }
        }

        return Measured(answer, limit - left) with { Calls = kept, Finish = cut ? FinishReason.Length : FinishReason.ToolCalls };
    }

    private static MockAnswer Measured(MockAnswer answer, long bytes) =>
        answer with { Usage = answer.Usage with { Output = MockWords.Tokens(bytes) * answer.Candidates } };

    private static void WriteEcho(Utf8JsonWriter writer, string echo)
    {
        writer.WriteStartObject();
        writer.WriteString("echo"u8, echo);
        writer.WriteEndObject();
    }

    private static string BeforeStop(string text, IReadOnlyList<string> stops)
    {
        var end = text.Length;
        foreach (var stop in stops)
        {
            var at = stop.Length == 0 ? -1 : text.AsSpan(0, end).IndexOf(stop, StringComparison.Ordinal);
            end = at >= 0 ? at : end;
        }

        return text[..end];
    }
}
