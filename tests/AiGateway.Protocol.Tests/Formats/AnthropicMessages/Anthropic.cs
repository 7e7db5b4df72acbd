using System.Text;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats;
using AiGateway.Protocol.Formats.AnthropicMessages;
using AiGateway.Protocol.Json;
using AiGateway.Protocol.Sse;

namespace AiGateway.Protocol.Tests.Formats.AnthropicMessages;

/// <summary>Shorthand for the tests of this folder.</summary>
internal static class Anthropic
{
    public static AnthropicMessagesFormat Format { get; } = new();

    public static ChatRequest Ask(params ChatMessage[] messages) => new()
    {
        Model = "any",
        Messages = messages.Length > 0 ? messages : [User("Hi")],
        SourceFormat = "OpenAIChat",
    };

    public static ChatMessage User(params ChatPart[] parts) => new() { Role = ChatRole.User, Parts = parts };

    public static ChatMessage User(string text) => User(new ChatPart.Text(text));

    public static ChatMessage Assistant(params ChatPart[] parts) => new() { Role = ChatRole.Assistant, Parts = parts };

    public static ChatMessage System(string text) => new() { Role = ChatRole.System, Parts = [new ChatPart.Text(text)] };

    public static ChatMessage Result(string id, string text) => new() { Role = ChatRole.Tool, ToolCallId = id, Parts = [new ChatPart.Text(text)] };

    public static ChatTool Tool(string name) => new() { Kind = ChatToolKind.Function, Name = name };

    public static JsonElement Json(string text) => JsonElement.Parse(text);

    public static (JsonElement Body, IReadOnlyList<string> Dropped, string? JsonTool) Write(this ChatRequest request, string model = "claude-sonnet-4-5")
    {
        var context = new RequestWriteContext { TargetModel = model };
        var body = JsonText.Write(writer => Format.WriteRequest(request, writer, context));
        return (JsonElement.Parse(body), context.Losses.Dropped, context.JsonTool);
    }

    /// <summary>A property's raw JSON, or null where it is absent.</summary>
    public static string? Raw(this JsonElement parent, string name) => parent.TryGetProperty(name, out var value) ? value.GetRawText() : null;

    public static List<ChatEvent> ReadStream(string sse, string? jsonTool = null)
    {
        var reader = Format.CreateStreamReader(new AnswerReadContext { IdSeed = "seed", JsonTool = jsonTool });
        using var frames = new SseFrameReader();
        frames.Append(Encoding.UTF8.GetBytes(sse));
        var events = new List<ChatEvent>();
        while (frames.TryRead(out var frame))
        {
            reader.Read(frame, events);
        }

        reader.Complete(events);
        return events;
    }
}
