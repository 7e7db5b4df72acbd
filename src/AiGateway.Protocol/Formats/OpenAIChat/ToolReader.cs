using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>Reads a request's tools and the choice among them, by their present and their legacy (<c>functions</c>) names.</summary>
internal static class ToolReader
{
    public static IReadOnlyList<ChatTool> Tools(JsonElement body)
    {
        var tools = new List<ChatTool>();
        foreach (var tool in body.OptionalArray("tools", ""))
        {
            tools.Add(Tool(tool, $"tools[{tools.Count}]"));
        }

        var legacy = 0;
        foreach (var function in body.OptionalArray("functions", ""))
        {
            tools.Add(Function(function, function, $"functions[{legacy++}]"));
        }

        return tools;
    }

    public static ToolChoice? Choice(JsonElement body)
    {
        if (body.TryGet("tool_choice", out var choice))
        {
            return choice.ValueKind switch
            {
                JsonValueKind.String => new ToolChoice(Mode(choice.GetString(), "tool_choice")),
                JsonValueKind.Object => ObjectChoice(choice),
                _ => throw JsonRead.WrongType("tool_choice", "a string or an object", choice),
            };
        }

        if (body.TryGet("function_call", out choice))
        {
            return choice.ValueKind switch
            {
                JsonValueKind.String when choice.GetString() is "none" or "auto" => new ToolChoice(Mode(choice.GetString(), "function_call")),
                JsonValueKind.Object => new ToolChoice(ToolChoiceMode.Required) { Names = [choice.RequiredString("name", "function_call")] },
                _ => throw JsonRead.Invalid("function_call", "expected 'none', 'auto' or an object with a name."),
            };
        }

        return null;
    }

    private static ChatTool Tool(JsonElement tool, string path)
    {
        if (tool.ValueKind != JsonValueKind.Object)
        {
            throw JsonRead.WrongType(path, "an object", tool);
        }

        var type = tool.RequiredString("type", path);
        if (type == "function")
        {
            var function = tool.OptionalObject("function", path) ?? throw JsonRead.Missing($"{path}.function");
            return Function(function, tool, $"{path}.function");
        }

        if (type == "custom")
        {
            var custom = tool.OptionalObject("custom", path) ?? throw JsonRead.Missing($"{path}.custom");
            return new ChatTool
            {
                Kind = ChatToolKind.Custom,
                Name = Name(custom, $"{path}.custom"),
                Description = custom.OptionalString("description", $"{path}.custom"),
                Raw = tool,
                Cache = CacheHints.Read(tool, path),
            };
        }

        return new ChatTool { Kind = ChatToolKind.Provider, Name = type, Raw = tool };
    }

    private static ChatTool Function(JsonElement function, JsonElement tool, string path)
    {
        if (function.ValueKind != JsonValueKind.Object)
        {
            throw JsonRead.WrongType(path, "an object", function);
        }

        return new ChatTool
        {
            Kind = ChatToolKind.Function,
            Name = Name(function, path),
            Description = function.OptionalString("description", path),
            Parameters = function.OptionalObject("parameters", path),
            Strict = function.OptionalBool("strict", path),
            Cache = CacheHints.Read(tool, path) ?? CacheHints.Read(function, path),
        };
    }

    private static string Name(JsonElement parent, string path)
    {
        var name = parent.RequiredString("name", path);
        return name.Length > 0 ? name : throw JsonRead.Invalid($"{path}.name", "expected a name of at least one character.");
    }

    private static ToolChoice ObjectChoice(JsonElement choice)
    {
        var type = choice.RequiredString("type", "tool_choice");
        switch (type)
        {
            case "function" or "custom":
                return new ToolChoice(ToolChoiceMode.Required) { Names = [ChosenName(choice, type, "tool_choice")] };
            case "allowed_tools":
                const string Path = "tool_choice.allowed_tools";
                var allowed = choice.OptionalObject("allowed_tools", "tool_choice") ?? throw JsonRead.Missing(Path);
                var names = new List<string>();
                foreach (var tool in allowed.OptionalArray("tools", Path))
                {
                    var path = $"{Path}.tools[{names.Count}]";
                    names.Add(ChosenName(tool, tool.RequiredString("type", path), path));
                }

                var mode = Mode(allowed.RequiredString("mode", Path), $"{Path}.mode");
                return new ToolChoice(names.Count == 0 ? ToolChoiceMode.None : mode) { Names = names };
            default:
                throw JsonRead.Invalid("tool_choice.type", "expected 'function', 'custom' or 'allowed_tools'.");
        }
    }

    private static string ChosenName(JsonElement parent, string type, string path) =>
        (parent.OptionalObject(type, path) ?? throw JsonRead.Missing($"{path}.{type}")).RequiredString("name", $"{path}.{type}");

    private static ToolChoiceMode Mode(string? word, string path) => word switch
    {
        "none" => ToolChoiceMode.None,
        "auto" => ToolChoiceMode.Auto,
        "required" => ToolChoiceMode.Required,
        _ => throw JsonRead.Invalid(path, "expected 'none', 'auto' or 'required'."),
    };
}
