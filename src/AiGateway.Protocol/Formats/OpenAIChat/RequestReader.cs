using System.Collections.Frozen;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>Reads a caller's request. Every field follows openai-openapi 2.3.0 of 2026-08-21.</summary>
internal static class RequestReader
{
    private static readonly FrozenSet<string> Mapped = FrozenSet.Create(
        StringComparer.Ordinal,
        "model", "messages", "tools", "functions", "tool_choice", "function_call", "parallel_tool_calls", "max_completion_tokens", "max_tokens",
        "temperature", "top_p", "top_k", "stop", "seed", "frequency_penalty", "presence_penalty", "n", "logprobs", "top_logprobs", "response_format",
        "reasoning_effort", "thinking", "user", "safety_identifier", "metadata", "service_tier", "stream", "stream_options");

    private static readonly FrozenSet<string> Efforts =
        FrozenSet.Create(StringComparer.Ordinal, "none", "minimal", "low", "medium", "high", "xhigh", "max");

    public static ChatRequest Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw new WireFormatException(GatewayError.InvalidRequest("The request's body must be a JSON object."));
        }

        return JsonUnicode.IsValid(body)
            ? ReadObject(body)
            : throw new WireFormatException(GatewayError.InvalidRequest("The request contains a string that is not valid Unicode.", code: "invalid_value"));
    }

    /// <summary>Whether the hub has a place for a top-level field.</summary>
    public static bool IsMapped(string name) => Mapped.Contains(name);

    private static ChatRequest ReadObject(JsonElement body)
    {
        var extensions = Extensions(body);
        var reasoning = Reasoning(body, extensions);
        var includeUsage = IncludeUsage(body, extensions);
        return new ChatRequest
        {
            Model = body.RequiredString("model", ""),
            Messages = new MessageReader(extensions).ReadAll(body),
            Tools = ToolReader.Tools(body),
            ToolChoice = ToolReader.Choice(body),
            ParallelToolCalls = body.OptionalBool("parallel_tool_calls", ""),
            MaxTokens = body.OptionalLong("max_completion_tokens", "", 0) ?? body.OptionalLong("max_tokens", "", 0),
            Temperature = body.OptionalDouble("temperature", "", 0, 2),
            TopP = body.OptionalDouble("top_p", "", 0, 1),
            TopK = body.OptionalLong("top_k", ""),
            Stop = Stop(body),
            Seed = body.OptionalLong("seed", ""),
            FrequencyPenalty = body.OptionalDouble("frequency_penalty", "", -2, 2),
            PresencePenalty = body.OptionalDouble("presence_penalty", "", -2, 2),
            Candidates = (int?)body.OptionalLong("n", "", 1, 128),
            Logprobs = body.OptionalBool("logprobs", ""),
            TopLogprobs = (int?)body.OptionalLong("top_logprobs", "", 0, 20),
            ResponseFormat = Format(body),
            Reasoning = reasoning,
            EndUser = EndUser(body, extensions),
            Metadata = Metadata(body),
            ServiceTier = body.OptionalString("service_tier", ""),
            Stream = body.OptionalBool("stream", "") ?? false,
            IncludeUsage = includeUsage,
            Extensions = extensions,
            SourceFormat = OpenAIChatFormat.FormatName,
        };
    }

    private static Dictionary<string, JsonElement> Extensions(JsonElement body)
    {
        var extensions = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var field in body.EnumerateObject())
        {
            if (field.Value.ValueKind != JsonValueKind.Null && !Mapped.Contains(field.Name))
            {
                extensions[field.Name] = field.Value;
            }
        }

        return extensions;
    }

    private static List<string> Stop(JsonElement body)
    {
        if (!body.TryGet("stop", out var stop))
        {
            return [];
        }

        if (stop.ValueKind == JsonValueKind.String)
        {
            return [stop.GetString()!];
        }

        if (stop.ValueKind != JsonValueKind.Array)
        {
            throw JsonRead.WrongType("stop", "a string or an array of strings", stop);
        }

        var list = new List<string>();
        foreach (var item in stop.EnumerateArray())
        {
            list.Add(item.ValueKind == JsonValueKind.String ? item.GetString()! : throw JsonRead.WrongType($"stop[{list.Count}]", "a string", item));
        }

        return list;
    }

    private static ResponseFormat? Format(JsonElement body)
    {
        if (body.OptionalObject("response_format", "") is not { } format)
        {
            return null;
        }

        switch (format.RequiredString("type", "response_format"))
        {
            case "text":
                return new ResponseFormat(ResponseFormatKind.Text);
            case "json_object":
                return new ResponseFormat(ResponseFormatKind.JsonObject);
            case "json_schema":
                const string Path = "response_format.json_schema";
                var schema = format.OptionalObject("json_schema", "response_format") ?? throw JsonRead.Missing(Path);
                return new ResponseFormat(ResponseFormatKind.JsonSchema)
                {
                    Name = schema.RequiredString("name", Path),
                    Description = schema.OptionalString("description", Path),
                    Schema = schema.OptionalObject("schema", Path),
                    Strict = schema.OptionalBool("strict", Path),
                };
            default:
                throw JsonRead.Invalid("response_format.type", "expected 'text', 'json_object' or 'json_schema'.");
        }
    }

    /// <summary><c>thinking</c> is the de-facto way to name a budget in this format; its other forms stay an extension for the providers that know them.</summary>
    private static ReasoningOptions? Reasoning(JsonElement body, Dictionary<string, JsonElement> extensions)
    {
        var effort = body.OptionalString("reasoning_effort", "");
        if (effort is not null && !Efforts.Contains(effort))
        {
            throw JsonRead.Invalid("reasoning_effort", "expected 'none', 'minimal', 'low', 'medium', 'high', 'xhigh' or 'max'.");
        }

        long? budget = null;
        if (body.TryGet("thinking", out var thinking))
        {
            budget = thinking.LongOrNull("budget_tokens");
            var disabled = thinking.StringOrNull("type") == "disabled";
            effort ??= disabled ? "none" : null;
            if (budget is null && !disabled)
            {
                extensions["thinking"] = thinking;
            }
        }

        return effort is null && budget is null ? null : new ReasoningOptions { Effort = effort, BudgetTokens = budget };
    }

    private static bool IncludeUsage(JsonElement body, Dictionary<string, JsonElement> extensions)
    {
        if (body.OptionalObject("stream_options", "") is not { } options)
        {
            return false;
        }

        // Obfuscation is padding that a gateway need not add, so its switch asks for nothing; other options are the provider's own.
        foreach (var option in options.EnumerateObject())
        {
            if (option.Name is not ("include_usage" or "include_obfuscation"))
            {
                extensions["stream_options"] = options;
            }
        }

        return options.OptionalBool("include_usage", "stream_options") ?? false;
    }

    private static string? EndUser(JsonElement body, Dictionary<string, JsonElement> extensions)
    {
        var user = body.OptionalString("user", "");
        var identifier = body.OptionalString("safety_identifier", "");
        if (identifier is not null && user is not null && user != identifier)
        {
            extensions["user"] = body.GetProperty("user");
        }

        return identifier ?? user;
    }

    private static Dictionary<string, string>? Metadata(JsonElement body)
    {
        if (body.OptionalObject("metadata", "") is not { } metadata)
        {
            return null;
        }

        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in metadata.EnumerateObject())
        {
            pairs[pair.Name] = metadata.RequiredString(pair.Name, "metadata");
        }

        return pairs;
    }
}
