using System.Text.Json;
using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Formats.AnthropicMessages;

/// <summary>How a <c>response_format</c> is brought about.</summary>
/// <param name="Kind">The way.</param>
/// <param name="Format">What the caller asked for; null for free text.</param>
/// <param name="ToolName">The tool that takes the JSON, for <see cref="JsonOutputKind.Tool"/>.</param>
internal sealed record JsonOutput(JsonOutputKind Kind, ResponseFormat? Format, string? ToolName)
{
    /// <summary>The best way the model offers: its own, else a tool it is made to call, else words.</summary>
    public static JsonOutput For(ChatRequest request, ModelRules rules, ThinkingPlan thinking)
    {
        if (request.ResponseFormat is not { Kind: not ResponseFormatKind.Text } format)
        {
            return new(JsonOutputKind.None, null, null);
        }

        if (format is not { Kind: ResponseFormatKind.JsonSchema, Schema: { ValueKind: JsonValueKind.Object } schema })
        {
            return new(JsonOutputKind.Words, format, null);
        }

        if (rules.StructuredOutputs)
        {
            return new(JsonOutputKind.Native, format, null);
        }

        // A tool's input is an object; and where the caller forces its own tools, ours cannot be forced as well.
        var canForce = rules.ForcedTools && !thinking.IsBudgeted && request.ToolChoice?.Mode != ToolChoiceMode.Required;
        var isObject = !schema.TryGetProperty("type", out var type) || (type.ValueKind == JsonValueKind.String && type.ValueEquals("object"));
        return canForce && isObject
            ? new(JsonOutputKind.Tool, format, FreeName(format.Name ?? "json_answer", request.Tools))
            : new(JsonOutputKind.Words, format, null);
    }

    /// <summary>The instruction for <see cref="JsonOutputKind.Words"/>.</summary>
    public string Instruction() => Format?.Schema is { } schema
        ? $"Answer with a single JSON value that conforms to the JSON schema below and with nothing else: no explanation, no code fence.\n{schema.GetRawText()}"
        : "Answer with a single valid JSON object and with nothing else: no explanation, no code fence.";

    private static string FreeName(string wanted, IReadOnlyList<ChatTool> tools)
    {
        var name = new string([.. wanted.Take(60).Select(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_')]);
        while (tools.Any(tool => tool.Name == name))
        {
            name += "_";
        }

        return name;
    }
}
