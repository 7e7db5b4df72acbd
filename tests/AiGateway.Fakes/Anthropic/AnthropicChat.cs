using System.Text.Json;
using AiGateway.Fakes.Honest;
using AiGateway.Fakes.Serving;

namespace AiGateway.Fakes.Anthropic;

/// <summary>Reads a valid messages request for what it asks.</summary>
internal static class AnthropicChat
{
    public static ChatOperation Open(JsonElement body, ProviderState state)
    {
        var call = Read(body);
        if (call.InputTokens > state.ContextTokens)
        {
            throw AnthropicErrors.BadRequest($"prompt is too long: {call.InputTokens} tokens > {state.ContextTokens} maximum");
        }

        return new ChatOperation(call, answer => AnthropicReply.Render(answer, body, state));
    }

    public static int CountTokens(JsonElement body) =>
        FakeTokens.Count(body.GetProperty("messages"))
        + (body.Get("system") is { } system ? FakeTokens.Count(system) : 0)
        + (body.Get("tools") is { } tools ? FakeTokens.Count(tools) : 0);

    private static ChatCall Read(JsonElement body)
    {
        var messages = body.GetProperty("messages").EnumerateArray().ToList();
        var user = messages.LastOrDefault(message => message.Text("role") == "user" && TextOf(message).Length > 0);
        var results = messages[^1].Items("content").Where(block => block.Text("type") == "tool_result").Select(ResultText).ToList();
        var choice = body.Get("tool_choice");
        return new ChatCall
        {
            Model = body.Text("model")!,
            Streamed = body.IsTrue("stream"),
            UserText = TextOf(user),
            ToolResults = results.Count > 0 ? string.Join(" ", results) : null,
            Tools = [.. body.Items("tools").Where(tool => tool.Get("input_schema") is not null).Select(tool => new OfferedTool(tool.Text("name")!, tool.Get("input_schema")))],
            Demand = choice?.Text("type") switch { "none" => ToolDemand.None, "any" or "tool" => ToolDemand.Any, _ => ToolDemand.Auto },
            Allowed = choice?.Text("name") is { } named ? [named] : null,
            Parallel = choice?.IsTrue("disable_parallel_tool_use") != true,
            OutputSchema = body.Get("output_config")?.Get("format")?.Get("schema"),
            MaxTokens = body.Get("max_tokens")?.GetInt32(),
            Stops = [.. body.Items("stop_sequences").Select(sequence => sequence.GetString()!)],
            Reasons = AnthropicRules.Thinks(body),
            InputTokens = CountTokens(body),
        };
    }

    private static string TextOf(JsonElement message) =>
        message.Text("content") ?? string.Concat(message.Items("content").Where(block => block.Text("type") == "text").Select(block => block.Text("text")));

    private static string ResultText(JsonElement block) =>
        block.Text("content") ?? string.Concat(block.Items("content").Select(part => part.Text("text") ?? $"[{part.Text("type")}]"));
}
