using System.Text.Json;
using AiGateway.Fakes.Honest;
using AiGateway.Fakes.Serving;

namespace AiGateway.Fakes.OpenAI;

/// <summary>Reads a valid chat request for what it asks.</summary>
internal static class OpenAIChat
{
    public static ChatOperation Open(JsonElement body, ProviderState state)
    {
        var call = Read(body);
        var wanted = call.InputTokens + (long)(call.MaxTokens ?? 0);
        if (wanted > state.ContextTokens)
        {
            throw OpenAIErrors.BadRequest(
                $"This model's maximum context length is {state.ContextTokens} tokens. However, you requested {wanted} tokens.", "messages", "context_length_exceeded");
        }

        return new ChatOperation(call, answer => call.Streamed ? OpenAIStream.Render(answer, body, state) : OpenAIReply.Render(answer, body, state));
    }

    /// <summary>A message's text, whether it is a string or a list of parts.</summary>
    public static string TextOf(JsonElement? content) => content switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { ValueKind: JsonValueKind.Array } parts => string.Concat(parts.EnumerateArray().Select(part => part.Get("text")?.GetString())),
        _ => "",
    };

    private static ChatCall Read(JsonElement body)
    {
        var messages = body.GetProperty("messages").EnumerateArray().ToList();
        var results = messages.AsEnumerable().Reverse().TakeWhile(IsResult).Reverse().Select(message => TextOf(message.Get("content"))).ToList();
        var model = body.GetProperty("model").GetString()!;
        var format = body.Get("response_format");
        var (demand, allowed) = Demand(body.Get("tool_choice"));
        return new ChatCall
        {
            Model = model,
            Streamed = body.Get("stream")?.GetBoolean() == true,
            UserText = TextOf(messages.LastOrDefault(message => message.GetProperty("role").ValueEquals("user")).Get("content")),
            ToolResults = results.Count > 0 ? string.Join(" ", results) : null,
            Tools = Tools(body),
            Demand = demand,
            Allowed = allowed,
            Parallel = body.Get("parallel_tool_calls")?.GetBoolean() != false,
            OutputSchema = format?.Get("json_schema")?.Get("schema"),
            JsonObject = format?.Get("type")?.GetString() == "json_object",
            MaxTokens = body.Get("max_completion_tokens")?.GetInt32() ?? body.Get("max_tokens")?.GetInt32(),
            Stops = Stops(body.Get("stop")),
            Reasons = OpenAIChatRules.IsReasoning(model) && body.Get("reasoning_effort")?.GetString() != "none",
            Choices = body.Get("n")?.GetInt32() ?? 1,
            InputTokens = FakeTokens.Count(body.GetProperty("messages")) + (body.Get("tools") is { } tools ? FakeTokens.Count(tools) : 0),
        };
    }

    private static bool IsResult(JsonElement message) => message.GetProperty("role").GetString() is "tool" or "function";

    private static List<OfferedTool> Tools(JsonElement body) =>
        body.Get("tools") is { } tools
            ? [.. tools.EnumerateArray().Select(tool => tool.Get("function")).OfType<JsonElement>().Select(tool => new OfferedTool(tool.GetProperty("name").GetString()!, tool.Get("parameters")))]
            : [];

    private static (ToolDemand Demand, IReadOnlyList<string>? Allowed) Demand(JsonElement? choice) => choice switch
    {
        { ValueKind: JsonValueKind.String } word => (word.GetString() switch { "none" => ToolDemand.None, "required" => ToolDemand.Any, _ => ToolDemand.Auto }, null),
        { } named when named.Get("function") is { } function => (ToolDemand.Any, [function.GetProperty("name").GetString()!]),
        { } some when some.Get("allowed_tools") is { } allowed => (
            allowed.GetProperty("mode").ValueEquals("required") ? ToolDemand.Any : ToolDemand.Auto,
            [.. allowed.GetProperty("tools").EnumerateArray().Select(tool => tool.Get("function")?.GetProperty("name").GetString() ?? "")]),
        _ => (ToolDemand.Auto, null),
    };

    private static IReadOnlyList<string> Stops(JsonElement? stop) => stop switch
    {
        { ValueKind: JsonValueKind.String } one => [one.GetString()!],
        { ValueKind: JsonValueKind.Array } some => [.. some.EnumerateArray().Select(each => each.GetString()!)],
        _ => [],
    };
}
