using System.Text;
using AiGateway.Protocol.Chat;

namespace AiGateway.Providers.Mock;

/// <summary>What the mock takes from a conversation.</summary>
internal static class MockPrompt
{
    /// <summary>Whether the conversation ends with results of tools, which are then answered instead of the user.</summary>
    public static bool EndsWithResults(ChatRequest request) => request.Messages[^1].Role == ChatRole.Tool;

    /// <summary>What <c>echo</c> repeats: the last results of tools, a line each; else the last user message; else the last message.</summary>
    public static string Echo(ChatRequest request)
    {
        if (EndsWithResults(request))
        {
            return string.Join('\n', request.Messages.Reverse().TakeWhile(static message => message.Role == ChatRole.Tool).Reverse().Select(Render));
        }

        return Render(request.Messages.LastOrDefault(static message => message.Role == ChatRole.User) ?? request.Messages[^1]);
    }

    /// <summary>The prompt's tokens: of every message its text, its notes for media, and its calls' names and arguments. Tools and schemas count nothing.</summary>
    public static long Tokens(ChatRequest request) => MockWords.Tokens(request.Messages.Sum(Bytes));

    private static string Render(ChatMessage message) => string.Join(' ', message.Parts.Select(Render).OfType<string>());

    private static string? Render(ChatPart part) => part switch
    {
        ChatPart.Text text => text.Value,
        ChatPart.Refusal refusal => refusal.Value,
        ChatPart.Image => "[image]",
        ChatPart.Audio => "[audio]",
        ChatPart.File => "[file]",
        _ => null,
    };

    private static long Bytes(ChatMessage message) =>
        Encoding.UTF8.GetByteCount(Render(message))
        + message.ToolCalls.Sum(static call => (long)Encoding.UTF8.GetByteCount(call.Name) + Encoding.UTF8.GetByteCount(call.Arguments));
}
