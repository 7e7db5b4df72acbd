using System.Text.Json;
using AiGateway.Fakes.Honest;
using AiGateway.Fakes.Serving;

namespace AiGateway.Fakes.Mistral;

/// <summary>Reads a valid chat request for what it asks.</summary>
internal static class MistralChat
{
    public static ChatOperation Open(JsonElement body, ProviderState state)
    {
        var call = Read(body);
        if (call.InputTokens > state.ContextTokens)
        {
            throw MistralErrors.BadRequest(
                $"Prompt contains {call.InputTokens} tokens and is too large for a model with {state.ContextTokens} maximum context length", "invalid_request_prompt", "3051");
        }

        return new ChatOperation(call, answer => MistralReply.Render(answer, state));
    }

    private static ChatCall Read(JsonElement body)
    {
        var messages = body.GetProperty("messages").EnumerateArray().ToList();
        var results = messages.AsEnumerable().Reverse().TakeWhile(message => message.Text("role") == "tool").Reverse().Select(TextOf).ToList();
        var model = body.Text("model")!;
        var format = body.Get("response_format");
        var choice = body.Get("tool_choice");
        return new ChatCall
        {
            Model = model,
            Streamed = body.IsTrue("stream"),
            UserText = TextOf(messages.LastOrDefault(message => message.Text("role") == "user")),
            ToolResults = results.Count > 0 ? string.Join(" ", results) : null,
            Tools = [.. body.Items("tools").Select(tool => tool.Get("function")).OfType<JsonElement>().Select(tool => new OfferedTool(tool.Text("name")!, tool.Get("parameters")))],
            Demand = choice switch
            {
                { ValueKind: JsonValueKind.Object } => ToolDemand.Any,
                { ValueKind: JsonValueKind.String } word when word.GetString() is "any" or "required" => ToolDemand.Any,
                { ValueKind: JsonValueKind.String } word when word.GetString() == "none" => ToolDemand.None,
                _ => ToolDemand.Auto,
            },
            Allowed = choice?.Get("function")?.Text("name") is { } named ? [named] : null,
            Parallel = body.Get("parallel_tool_calls")?.GetBoolean() != false,
            OutputSchema = format?.Get("json_schema")?.Get("schema"),
            JsonObject = format?.Text("type") == "json_object",
            MaxTokens = body.Get("max_tokens")?.GetInt32(),
            Stops = body.Text("stop") is { } one ? [one] : [.. body.Items("stop").Select(stop => stop.GetString()!)],
            Reasons = Reasons(body, model),
            Choices = body.Get("n")?.GetInt32() ?? 1,
            InputTokens = FakeTokens.Count(body.GetProperty("messages")) + (body.Get("tools") is { } tools ? FakeTokens.Count(tools) : 0),
        };
    }

    private static bool Reasons(JsonElement body, string model) =>
        model.StartsWith("magistral", StringComparison.Ordinal) || body.Text("prompt_mode") == "reasoning" || body.Text("reasoning_effort") is not (null or "none");

    private static string TextOf(JsonElement message) =>
        message.Text("content") ?? string.Concat(message.Items("content").Select(chunk => chunk.Text("text")));
}
