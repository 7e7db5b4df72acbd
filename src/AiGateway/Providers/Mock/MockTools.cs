using System.Text.Json;
using System.Text.RegularExpressions;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Providers.Mock;

/// <summary>Decides which tools the mock calls: those that the user's text names as <c>call NAME</c>, else the first one where a call is demanded.</summary>
internal static class MockTools
{
    private const int MaxCalls = 128;

    // The engine without backtracking: the text is a stranger's, and takes time by its length alone.
    private static readonly Regex Mention = new(
        @"\bcall\s+(?<name>[A-Za-z0-9_-]{1,64})",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);

    private static readonly JsonElement NoParameters = JsonElement.Parse("""{"type":"object"}""");

    /// <summary>Chooses; empty where the mock answers with text.</summary>
    /// <param name="request">The request.</param>
    /// <param name="text">The user's text.</param>
    /// <exception cref="WireFormatException">A call of a tool that is not there is demanded, or a tool's parameters have no value.</exception>
    public static IReadOnlyList<MockToolCall> Choose(ChatRequest request, string text)
    {
        var choice = request.ToolChoice ?? new ToolChoice(ToolChoiceMode.Auto);
        if (choice.Mode == ToolChoiceMode.None)
        {
            return [];
        }

        var open = Open(request, choice);
        var chosen = MockPrompt.EndsWithResults(request) ? [] : Named(open, text);
        if (choice.Mode == ToolChoiceMode.Required && chosen.Count == 0)
        {
            chosen = [open.Count > 0 ? open[0] : throw JsonRead.Invalid("tool_choice", "a call is required, but there is no tool to call.")];
        }

        return [.. chosen.Take(request.ParallelToolCalls == false ? 1 : MaxCalls).Select(tool => Call(tool, text))];
    }

    private static List<ChatTool> Open(ChatRequest request, ToolChoice choice)
    {
        foreach (var name in choice.Names)
        {
            if (!request.Tools.Any(tool => tool.Name == name))
            {
                throw JsonRead.Invalid("tool_choice", $"there is no tool '{name}'.");
            }
        }

        return [.. request.Tools.Where(tool => tool.Kind != ChatToolKind.Provider && (choice.Names.Count == 0 || choice.Names.Contains(tool.Name, StringComparer.Ordinal)))];
    }

    private static List<ChatTool> Named(List<ChatTool> open, string text) =>
        [.. Mention.Matches(text)
            .Take(MaxCalls)
            .Select(match => open.Find(tool => tool.Name == match.Groups["name"].Value))
            .OfType<ChatTool>()];

    private static MockToolCall Call(ChatTool tool, string text) => tool.Kind == ChatToolKind.Custom
        ? new MockToolCall(tool.Name, text, IsCustom: true)
        : new MockToolCall(tool.Name, MockSchema.Minimal(tool.Parameters ?? NoParameters, $"tools.{tool.Name}.parameters"), IsCustom: false);
}
