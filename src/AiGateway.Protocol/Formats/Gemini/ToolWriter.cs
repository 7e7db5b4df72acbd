using System.Text.Json;
using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>Writes <c>tools</c> and <c>toolConfig</c>.</summary>
internal static class ToolWriter
{
    // Tools that other providers run themselves, by the beginning of their type's name, and Gemini's like of each.
    private static readonly (string Prefix, string Gemini)[] Likes =
    [
        ("web_search", "googleSearch"),
        ("web_fetch", "urlContext"),
        ("code_interpreter", "codeExecution"),
        ("code_execution", "codeExecution"),
    ];

    private static readonly JsonElement EmptyObject = JsonElement.Parse("{}");

    public static FunctionUse Write(ChatRequest request, Utf8JsonWriter writer, ModelRules rules, RequestExtensions extensions, LossReport losses)
    {
        var functions = Functions(request, losses);
        var others = Others(request, extensions, functions.Count > 0, losses);
        if (functions.Count > 0 || others.Count > 0)
        {
            writer.WriteStartArray("tools"u8);
            WriteFunctions(functions, writer, rules, losses);
            foreach (var (name, value) in others)
            {
                writer.WriteStartObject();
                writer.WritePropertyName(name);
                value.WriteTo(writer);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return WriteConfig(request, functions, writer, rules, extensions, losses);
    }

    private static List<ChatTool> Functions(ChatRequest request, LossReport losses)
    {
        var functions = new List<ChatTool>();
        foreach (var tool in request.Tools)
        {
            if (tool.Cache is not null)
            {
                losses.Drop("tools.cache_control");
            }

            // Names can be given with a forced call only, so where a call is free the other functions are not offered at all.
            var hidden = request.ToolChoice is { Mode: ToolChoiceMode.Auto, Names.Count: > 0 } choice && !choice.Names.Contains(tool.Name, StringComparer.Ordinal);
            if (tool.Kind == ChatToolKind.Custom)
            {
                losses.Drop("tools.custom");
            }
            else if (tool.Kind == ChatToolKind.Function && !hidden)
            {
                functions.Add(tool);
            }
        }

        return functions;
    }

    private static List<(string Name, JsonElement Value)> Others(ChatRequest request, RequestExtensions extensions, bool withFunctions, LossReport losses)
    {
        var others = new List<(string Name, JsonElement Value)>();
        var fromGemini = request.SourceFormat == GeminiFormat.FormatName;
        if (request.ToolChoice is { Mode: ToolChoiceMode.None } && !fromGemini)
        {
            // Nothing may be called, and Gemini has no mode that forbids its own tools.
            return others;
        }

        foreach (var tool in request.Tools.Where(static tool => tool.Kind == ChatToolKind.Provider))
        {
            if (fromGemini && tool.Raw is { } raw && raw.TryGetProperty(tool.Name, out var own))
            {
                others.Add((tool.Name, own));
                continue;
            }

            var like = Array.Find(Likes, like => tool.Name.StartsWith(like.Prefix, StringComparison.Ordinal)).Gemini;
            if (like is null || withFunctions)
            {
                // Beside functions Gemini runs no tools of its own, or answers with parts that must come back and that no other format has.
                losses.Drop($"tools.{tool.Name}");
                continue;
            }

            others.Add((like, EmptyObject));
            foreach (var member in tool.Raw?.EnumerateObject() ?? default)
            {
                if (member.Name is not ("type" or "name"))
                {
                    losses.Drop($"tools.{tool.Name}.{member.Name}");
                }
            }
        }

        if (extensions.WebSearch && withFunctions)
        {
            losses.Drop("web_search_options");
        }
        else if (extensions.WebSearch && !others.Exists(static other => other.Name == "googleSearch"))
        {
            others.Add(("googleSearch", EmptyObject));
        }

        return others;
    }

    private static void WriteFunctions(List<ChatTool> functions, Utf8JsonWriter writer, ModelRules rules, LossReport losses)
    {
        if (functions.Count == 0)
        {
            return;
        }

        writer.WriteStartObject();
        writer.WriteStartArray("functionDeclarations"u8);
        foreach (var function in functions)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, function.Name);
            if (!string.IsNullOrEmpty(function.Description))
            {
                writer.WriteString("description"u8, function.Description);
            }

            WriteParameters(function, writer, rules, losses);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteParameters(ChatTool function, Utf8JsonWriter writer, ModelRules rules, LossReport losses)
    {
        if (function.Parameters is not { } schema || IsEmptyObject(schema))
        {
            return;
        }

        if (rules.TakesJsonSchema)
        {
            writer.WritePropertyName("parametersJsonSchema"u8);
            schema.WriteTo(writer);
        }
        else
        {
            writer.WritePropertyName("parameters"u8);
            SchemaReducer.Reduce(schema, losses, "tools.function.parameters").WriteTo(writer);
        }
    }

    /// <summary>Whether a schema describes an object without properties, which Gemini wants left out.</summary>
    private static bool IsEmptyObject(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return true;
        }

        foreach (var member in schema.EnumerateObject())
        {
            var empty = member.Name switch
            {
                "type" => member.Value.ValueKind == JsonValueKind.String && member.Value.ValueEquals("object"),
                "properties" => member.Value.ValueKind == JsonValueKind.Object && !member.Value.EnumerateObject().Any(),
                "required" => member.Value.ValueKind == JsonValueKind.Array && member.Value.GetArrayLength() == 0,
                "additionalProperties" => member.Value.ValueKind == JsonValueKind.False,
                "$schema" or "title" or "description" => true,
                _ => false,
            };
            if (!empty)
            {
                return false;
            }
        }

        return true;
    }

    private static FunctionUse WriteConfig(ChatRequest request, List<ChatTool> functions, Utf8JsonWriter writer, ModelRules rules, RequestExtensions extensions, LossReport losses)
    {
        var choice = request.ToolChoice;
        var mode = Mode(choice, functions, rules, losses);
        if (mode is null && extensions.ToolConfig.Count == 0)
        {
            return functions.Count > 0 ? FunctionUse.Offered : FunctionUse.None;
        }

        writer.WriteStartObject("toolConfig"u8);
        if (mode is not null)
        {
            writer.WriteStartObject("functionCallingConfig"u8);
            writer.WriteString("mode"u8, mode);
            if (mode == "ANY" && choice!.Names.Count > 0)
            {
                writer.WriteStartArray("allowedFunctionNames"u8);
                foreach (var name in choice.Names)
                {
                    writer.WriteStringValue(name);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        foreach (var (name, value) in extensions.ToolConfig)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
        return functions.Count == 0 || mode == "NONE" ? FunctionUse.None : mode == "ANY" ? FunctionUse.Forced : FunctionUse.Offered;
    }

    private static string? Mode(ToolChoice? choice, List<ChatTool> functions, ModelRules rules, LossReport losses)
    {
        if (functions.Count == 0)
        {
            // A mode without functions is refused; "none" and "auto" are true of no functions anyway.
            if (choice?.Mode == ToolChoiceMode.Required)
            {
                losses.Drop("tool_choice");
            }

            return null;
        }

        switch (choice?.Mode)
        {
            case ToolChoiceMode.None:
                return "NONE";
            case ToolChoiceMode.Required:
                // Forced calls keep to their schema by themselves.
                return "ANY";
        }

        if (functions.Exists(static function => function.Strict == true))
        {
            if (rules.TakesValidatedMode)
            {
                return "VALIDATED";
            }

            losses.Drop("tools.function.strict");
        }

        return choice is null ? null : "AUTO";
    }
}
