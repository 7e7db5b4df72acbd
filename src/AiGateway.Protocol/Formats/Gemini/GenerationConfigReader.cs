using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>Reads <c>generationConfig</c>. What the hub has no place for is kept by its dotted name, for a writer to return or to report.</summary>
internal static class GenerationConfigReader
{
    public const string Prefix = "generationConfig.";

    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "maxOutputTokens", "temperature", "topP", "topK", "candidateCount", "stopSequences", "seed", "presencePenalty", "frequencyPenalty",
        "responseLogprobs", "logprobs", "thinkingConfig", "responseMimeType", "responseSchema", "responseJsonSchema", "_responseJsonSchema",
    };

    public static ChatRequest Apply(ChatRequest request, CallerObject config, Dictionary<string, JsonElement> extensions)
    {
        foreach (var field in config.Element.EnumerateObject())
        {
            if (!Known.Contains(CallerObject.Camel(field.Name)) && field.Value.ValueKind != JsonValueKind.Null && !AsksForTextOnly(field))
            {
                extensions[Prefix + CallerObject.Camel(field.Name)] = field.Value;
            }
        }

        return request with
        {
            MaxTokens = config.Integer("maxOutputTokens", 1, int.MaxValue),
            Temperature = config.Number("temperature", 0, 2),
            TopP = config.Number("topP", 0, 1),
            TopK = config.Integer("topK", 0, int.MaxValue),
            Candidates = (int?)config.Integer("candidateCount", 1, 128),
            Stop = config.Texts("stopSequences"),
            Seed = config.Integer("seed", long.MinValue, long.MaxValue),
            PresencePenalty = config.Number("presencePenalty", -2, 2),
            FrequencyPenalty = config.Number("frequencyPenalty", -2, 2),
            Logprobs = config.Bool("responseLogprobs"),
            TopLogprobs = (int?)config.Integer("logprobs", 0, 20),
            Reasoning = config.Object("thinkingConfig") is { } thinking ? ReadThinking(thinking) : null,
            ResponseFormat = ReadResponseFormat(config, extensions),
        };
    }

    /// <summary>Reads a <c>thinkingConfig</c>, from its own place or from where Google's OpenAI-compatible layer has it; thoughts are shown only where it says so.</summary>
    public static ReasoningOptions ReadThinking(CallerObject thinking)
    {
        var budget = thinking.Integer("thinkingBudget", -1, int.MaxValue);
        var level = thinking.Text("thinkingLevel");
        var effort = level?.ToLowerInvariant() switch
        {
            null or "thinking_level_unspecified" => budget == 0 ? "none" : null,
            "minimal" or "low" or "medium" or "high" => level.ToLowerInvariant(),
            _ => throw JsonRead.Invalid(thinking.PathOf("thinkingLevel"), "expected MINIMAL, LOW, MEDIUM or HIGH."),
        };
        return new ReasoningOptions { Effort = effort, BudgetTokens = budget, IncludeThoughts = thinking.Bool("includeThoughts") ?? false };
    }

    private static bool AsksForTextOnly(JsonProperty field) =>
        CallerObject.Camel(field.Name) == "responseModalities" && field.Value.ValueKind == JsonValueKind.Array
        && field.Value.EnumerateArray().All(static value => value.ValueKind == JsonValueKind.String && string.Equals(value.GetString(), "TEXT", StringComparison.OrdinalIgnoreCase));

    private static ResponseFormat? ReadResponseFormat(CallerObject config, Dictionary<string, JsonElement> extensions)
    {
        var type = config.Text("responseMimeType");
        var schema = SchemaOf(config);
        switch (type)
        {
            case "application/json":
                return schema is null ? new ResponseFormat(ResponseFormatKind.JsonObject) : new ResponseFormat(ResponseFormatKind.JsonSchema) { Schema = schema };
            case null or "text/plain" when schema is null:
                return type is null ? null : new ResponseFormat(ResponseFormatKind.Text);
            default:
                // text/x.enum and whatever may come: nobody else has it, so it stays as it is for Gemini and is reported to others.
                foreach (var name in (ReadOnlySpan<string>)["responseMimeType", "responseSchema", "responseJsonSchema"])
                {
                    if (config.TryGet(name, out var value))
                    {
                        extensions[Prefix + name] = value;
                    }
                }

                return null;
        }
    }

    private static JsonElement? SchemaOf(CallerObject config) =>
        config.TryGet("responseJsonSchema", out var schema) || config.TryGet("_responseJsonSchema", out schema) ? schema
        : config.TryGet("responseSchema", out schema) ? OpenApiSchema.ToJsonSchema(schema) : null;
}
