using System.Text.Json;
using AiGateway.Protocol.Chat;

namespace AiGateway.Tests.Routing;

/// <summary>Requests for the tests of what requests need.</summary>
internal static class Traits
{
    public static ChatTool Tool { get; } = new()
    {
        Kind = ChatToolKind.Function,
        Name = "look_up",
        Description = "Looks something up",
        Parameters = JsonElement.Parse("""{"type":"object","properties":{"q":{"type":"string"}}}"""),
    };

    public static ChatRequest Chat(string text) => Of(new ChatPart.Text(text));

    public static ChatRequest Of(params ChatPart[] parts) => new()
    {
        Model = "m",
        SourceFormat = "OpenAIChat",
        Messages = [new ChatMessage { Role = ChatRole.User, Parts = parts }],
    };

    public static ChatRequest Long(int words) => Chat(string.Join(' ', Enumerable.Repeat("word", words)));

    public static ChatRequest WithImage(ChatRequest request) => request with
    {
        Messages = [.. request.Messages, .. Of(new ChatPart.Image(new MediaSource.Inline("image/png", new string('A', 400_000)))).Messages],
    };
}
