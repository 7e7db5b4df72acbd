using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>Reads <c>tools</c> and <c>toolConfig</c>.</summary>
internal static class ToolReader
{
    public const string ConfigPrefix = "toolConfig.";

    public static (IReadOnlyList<ChatTool> Tools, ToolChoice? Choice) Read(CallerObject root, Dictionary<string, JsonElement> extensions)
    {
        var tools = new List<ChatTool>();
        foreach (var tool in root.Objects("tools"))
        {
            foreach (var function in tool.Objects("functionDeclarations"))
            {
                tools.Add(ReadFunction(function, extensions));
            }

            foreach (var field in tool.Element.EnumerateObject())
            {
                var name = CallerObject.Camel(field.Name);
                if (name != "functionDeclarations" && field.Value.ValueKind != JsonValueKind.Null)
                {
                    tools.Add(new ChatTool { Kind = ChatToolKind.Provider, Name = name, Raw = Single(name, field.Value) });
                }
            }
        }

        return (tools, root.Object("toolConfig") is { } config ? ReadChoice(config, extensions) : null);
    }

    private static ChatTool ReadFunction(CallerObject function, Dictionary<string, JsonElement> extensions)
    {
        foreach (var field in function.Element.EnumerateObject())
        {
            if (CallerObject.Camel(field.Name) is "response" or "responseJsonSchema" or "behavior")
            {
                extensions["tools.functionDeclarations." + CallerObject.Camel(field.Name)] = field.Value;
            }
        }

        var name = function.Text("name");
        return new ChatTool
        {
            Kind = ChatToolKind.Function,
            Name = string.IsNullOrEmpty(name) ? throw JsonRead.Missing(function.PathOf("name")) : name,
            Description = function.Text("description"),
            Parameters = function.TryGet("parametersJsonSchema", out var schema) ? schema
                : function.Object("parameters") is { } parameters ? OpenApiSchema.ToJsonSchema(parameters.Element) : null,
        };
    }

    private static ToolChoice? ReadChoice(CallerObject config, Dictionary<string, JsonElement> extensions)
    {
        foreach (var field in config.Element.EnumerateObject())
        {
            var name = CallerObject.Camel(field.Name);
            if (name != "functionCallingConfig" && field.Value.ValueKind != JsonValueKind.Null)
            {
                extensions[ConfigPrefix + name] = field.Value;
            }
        }

        if (config.Object("functionCallingConfig") is not { } calling)
        {
            return null;
        }

        var names = calling.Texts("allowedFunctionNames");
        return calling.Text("mode")?.ToUpperInvariant() switch
        {
            null or "MODE_UNSPECIFIED" => names.Count == 0 ? null : new ToolChoice(ToolChoiceMode.Auto) { Names = names },
            "AUTO" => new ToolChoice(ToolChoiceMode.Auto) { Names = names },
            "VALIDATED" => Validated(calling, names, extensions),
            "ANY" => new ToolChoice(ToolChoiceMode.Required) { Names = names },
            "NONE" => new ToolChoice(ToolChoiceMode.None),
            _ => throw JsonRead.Invalid(calling.PathOf("mode"), "expected AUTO, ANY, NONE or VALIDATED."),
        };
    }

    private static ToolChoice Validated(CallerObject calling, IReadOnlyList<string> names, Dictionary<string, JsonElement> extensions)
    {
        // What it says beyond AUTO, that arguments are held to their schema, is said per function elsewhere and demands other schemas there.
        calling.TryGet("mode", out var mode);
        extensions[ConfigPrefix + "functionCallingConfig.mode"] = mode;
        return new ToolChoice(ToolChoiceMode.Auto) { Names = names };
    }

    private static JsonElement Single(string name, JsonElement value) => JsonElement.Parse(JsonText.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WritePropertyName(name);
        value.WriteTo(writer);
        writer.WriteEndObject();
    }));
}
