using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.AnthropicMessages;

/// <summary>Reads a caller's body of <c>POST /v1/messages</c> or <c>/v1/messages/count_tokens</c>.</summary>
internal static class RequestReader
{
    private static readonly string[] Known =
    [
        "model", "messages", "system", "max_tokens", "tools", "tool_choice", "thinking", "output_config", "output_format", "stop_sequences",
        "temperature", "top_p", "top_k", "metadata", "service_tier", "stream",
    ];

    /// <summary>Reads it.</summary>
    /// <exception cref="WireFormatException">Something is missing or of the wrong type.</exception>
    public static ChatRequest Read(JsonElement body)
    {
        try
        {
            return ReadBody(body);
        }
        catch (InvalidOperationException)
        {
            // What JsonElement says to half a surrogate pair.
            throw new WireFormatException(GatewayError.InvalidRequest("The request contains a string that is not valid Unicode.", code: "invalid_value"));
        }
    }

    private static ChatRequest ReadBody(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw JsonRead.WrongType("body", "an object", body);
        }

        var extensions = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in body.EnumerateObject().Where(static member => member.Value.ValueKind != JsonValueKind.Null && !Known.Contains(member.Name, StringComparer.Ordinal)))
        {
            extensions[member.Name] = member.Value;
        }

        var outputConfig = body.OptionalObject("output_config", "");
        var choice = body.OptionalObject("tool_choice", "");
        return new ChatRequest
        {
            Model = body.RequiredString("model", ""),
            Messages = new MessageReader(extensions).Read(body),
            Tools = ReadTools(body),
            ToolChoice = choice is { } chosen ? ReadToolChoice(chosen) : null,
            ParallelToolCalls = choice?.OptionalBool("disable_parallel_tool_use", "tool_choice") is true ? false : null,
            MaxTokens = body.OptionalLong("max_tokens", "", 0),
            Temperature = body.OptionalDouble("temperature", "", 0, 1),
            TopP = body.OptionalDouble("top_p", "", 0, 1),
            TopK = body.OptionalLong("top_k", "", 0),
            Stop = ReadStop(body),
            ResponseFormat = ReadFormat(body, outputConfig),
            Reasoning = ReadReasoning(body.OptionalObject("thinking", ""), outputConfig, extensions),
            EndUser = body.OptionalObject("metadata", "")?.OptionalString("user_id", "metadata"),
            ServiceTier = body.OptionalString("service_tier", "") is { } tier ? (tier == "standard_only" ? "default" : tier) : null,
            Stream = body.OptionalBool("stream", "") ?? false,
            IncludeUsage = true,
            Extensions = extensions,
            SourceFormat = AnthropicMessagesFormat.FormatName,
        };
    }

    /// <summary>The hint of a block, a tool or a message.</summary>
    public static CacheHint? ReadCache(JsonElement parent, string path) =>
        parent.OptionalObject("cache_control", path) is { } hint ? new CacheHint(hint.OptionalString("ttl", $"{path}.cache_control")) : null;

    private static List<ChatTool> ReadTools(JsonElement body)
    {
        var tools = new List<ChatTool>();
        foreach (var tool in body.OptionalArray("tools", ""))
        {
            var path = $"tools[{tools.Count}]";
            if (tool.ValueKind != JsonValueKind.Object)
            {
                throw JsonRead.WrongType(path, "an object", tool);
            }

            var type = tool.OptionalString("type", path);
            tools.Add(type is null or "custom"
                ? new ChatTool
                {
                    Kind = ChatToolKind.Function,
                    Name = tool.RequiredString("name", path),
                    Description = tool.OptionalString("description", path),
                    Parameters = tool.OptionalObject("input_schema", path),
                    Strict = tool.OptionalBool("strict", path),
                    Cache = ReadCache(tool, path),
                }
                : new ChatTool { Kind = ChatToolKind.Provider, Name = type, Raw = tool, Cache = ReadCache(tool, path) });
        }

        return tools;
    }

    private static ToolChoice ReadToolChoice(JsonElement choice) => choice.RequiredString("type", "tool_choice") switch
    {
        "auto" => new ToolChoice(ToolChoiceMode.Auto),
        "any" => new ToolChoice(ToolChoiceMode.Required),
        "none" => new ToolChoice(ToolChoiceMode.None),
        "tool" => new ToolChoice(ToolChoiceMode.Required) { Names = [choice.RequiredString("name", "tool_choice")] },
        _ => throw JsonRead.Invalid("tool_choice.type", "expected 'auto', 'any', 'tool' or 'none'."),
    };

    private static List<string> ReadStop(JsonElement body)
    {
        var stops = new List<string>();
        foreach (var stop in body.OptionalArray("stop_sequences", ""))
        {
            stops.Add(stop.ValueKind == JsonValueKind.String ? stop.GetString()! : throw JsonRead.WrongType($"stop_sequences[{stops.Count}]", "a string", stop));
        }

        return stops;
    }

    /// <summary>The format, in its place or under its older name.</summary>
    private static ResponseFormat? ReadFormat(JsonElement body, JsonElement? outputConfig)
    {
        var (path, found) = outputConfig?.OptionalObject("format", "output_config") is { } format
            ? ("output_config.format", format)
            : ("output_format", body.OptionalObject("output_format", ""));
        if (found is not { } wanted)
        {
            return null;
        }

        if (wanted.RequiredString("type", path) != "json_schema")
        {
            throw JsonRead.Invalid($"{path}.type", "expected 'json_schema'.");
        }

        return new ResponseFormat(ResponseFormatKind.JsonSchema)
        {
            Schema = wanted.OptionalObject("schema", path) ?? throw JsonRead.Missing($"{path}.schema"),
            Strict = true,
        };
    }

    private static ReasoningOptions? ReadReasoning(JsonElement? thinking, JsonElement? outputConfig, Dictionary<string, JsonElement> extensions)
    {
        var effort = outputConfig?.OptionalString("effort", "output_config");
        var type = thinking?.RequiredString("type", "thinking");
        var isOff = type is "disabled" or "between_tools";
        KeepRest(outputConfig, isOff, extensions);
        if (type is null)
        {
            return effort is null ? null : new ReasoningOptions { Effort = effort };
        }

        if (isOff)
        {
            return new ReasoningOptions { Effort = "none" };
        }

        long? budget = type switch
        {
            "enabled" => thinking!.Value.OptionalLong("budget_tokens", "thinking", 1) ?? throw JsonRead.Missing("thinking.budget_tokens"),
            "adaptive" => effort is null ? -1 : null,
            _ => throw JsonRead.Invalid("thinking.type", "expected 'enabled', 'adaptive', 'between_tools' or 'disabled'."),
        };
        bool? include = thinking!.Value.OptionalString("display", "thinking") is { } display ? display != "omitted" : null;
        return new ReasoningOptions { Effort = effort, BudgetTokens = budget, IncludeThoughts = include };
    }

    /// <summary>What else <c>output_config</c> holds goes to the extensions; so does an effort beside thinking that is off, for which the hub has no place.</summary>
    private static void KeepRest(JsonElement? outputConfig, bool keepsEffort, Dictionary<string, JsonElement> extensions)
    {
        var rest = new List<JsonProperty>();
        foreach (var member in outputConfig?.EnumerateObject() ?? default)
        {
            if (!member.NameEquals("format") && (keepsEffort || !member.NameEquals("effort")) && member.Value.ValueKind != JsonValueKind.Null)
            {
                rest.Add(member);
            }
        }

        if (rest.Count > 0)
        {
            extensions["output_config"] = JsonElement.Parse(JsonText.Write(writer =>
            {
                writer.WriteStartObject();
                rest.ForEach(member => member.WriteTo(writer));
                writer.WriteEndObject();
            }));
        }
    }
}
