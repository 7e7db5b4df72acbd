using System.Text.Json;
using AiGateway.Fakes.Honest;
using AiGateway.Fakes.Serving;

namespace AiGateway.Fakes.Gemini;

/// <summary>How a Gemini answer is to be framed.</summary>
internal enum GeminiFraming
{
    /// <summary>One JSON object.</summary>
    Whole,

    /// <summary>Server-sent events.</summary>
    Sse,

    /// <summary>One JSON array, element by element.</summary>
    Array,
}

/// <summary>Reads a valid generateContent request for what it asks.</summary>
internal static class GeminiChat
{
    public static ChatOperation Open(JsonElement body, GeminiModel model, GeminiFraming framing, ProviderState state)
    {
        var call = Read(body, model, framing);
        if (call.InputTokens > state.ContextTokens)
        {
            throw GeminiErrors.BadRequest($"The input token count ({call.InputTokens}) exceeds the maximum number of tokens allowed ({state.ContextTokens}).");
        }

        return new ChatOperation(call, answer => GeminiReply.Render(answer, body, model, framing, state));
    }

    public static int CountTokens(JsonElement body) =>
        new[] { "contents", "systemInstruction", "tools" }.Sum(name => body.Get(name) is { } value ? FakeTokens.Count(value) : 0);

    public static string TextOf(JsonElement content) => string.Concat(content.Items("parts").Select(part => part.Text("text")));

    private static ChatCall Read(JsonElement body, GeminiModel model, GeminiFraming framing)
    {
        var contents = body.Items("contents").ToList();
        var config = body.Get("generationConfig");
        var calling = body.Get("toolConfig")?.Get("functionCallingConfig");
        var allowed = calling?.Items("allowedFunctionNames").Select(name => name.GetString()!).ToList();
        var results = contents[^1].Items("parts").Select(part => part.Get("functionResponse")).OfType<JsonElement>().Select(ResultText).ToList();
        return new ChatCall
        {
            Model = model.Name,
            Streamed = framing != GeminiFraming.Whole,
            UserText = TextOf(contents.LastOrDefault(content => content.Text("role") != "model" && TextOf(content).Length > 0)),
            ToolResults = results.Count > 0 ? string.Join(" ", results) : null,
            Tools = [.. GeminiRules.Declarations(body).Select(tool => new OfferedTool(tool.Text("name")!, tool.Get("parameters") ?? tool.Get("parametersJsonSchema")))],
            Demand = calling?.Text("mode") switch { "NONE" => ToolDemand.None, "ANY" => ToolDemand.Any, _ => ToolDemand.Auto },
            Allowed = allowed is { Count: > 0 } ? allowed : null,
            OutputSchema = config?.Get("responseSchema") ?? config?.Get("responseJsonSchema"),
            JsonObject = config?.Text("responseMimeType") == "application/json",
            MaxTokens = config?.Get("maxOutputTokens")?.GetInt32(),
            Stops = [.. (config?.Items("stopSequences") ?? []).Select(stop => stop.GetString()!)],
            Reasons = model.Thinks && config?.Get("thinkingConfig")?.Get("thinkingBudget")?.GetInt32() != 0,
            Choices = config?.Get("candidateCount")?.GetInt32() ?? 1,
            InputTokens = CountTokens(body),
        };
    }

    /// <summary>A result's text: a lone member is what the caller wrapped, anything else is shown as JSON.</summary>
    private static string ResultText(JsonElement result)
    {
        var response = result.GetProperty("response");
        var members = response.EnumerateObject().ToList();
        return members.Count == 1 && members[0].Value.ValueKind == JsonValueKind.String ? members[0].Value.GetString()! : response.GetRawText();
    }
}
