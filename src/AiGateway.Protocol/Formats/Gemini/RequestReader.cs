using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>Reads a caller's generateContent request.</summary>
internal static class RequestReader
{
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "model", "contents", "systemInstruction", "tools", "toolConfig", "generationConfig", "serviceTier",
    };

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

        var root = new CallerObject(body, "");
        var extensions = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var messages = ReadMessages(root, extensions);
        var (tools, choice) = ToolReader.Read(root, extensions);
        var request = new ChatRequest
        {
            Model = ModelName(root.Text("model")),
            Messages = messages,
            Tools = tools,
            ToolChoice = choice,
            ServiceTier = Tier(root.Text("serviceTier")),
            IncludeUsage = true,
            Extensions = extensions,
            SourceFormat = GeminiFormat.FormatName,
        };
        if (root.Object("generationConfig") is { } config)
        {
            request = GenerationConfigReader.Apply(request, config, extensions);
        }

        foreach (var field in body.EnumerateObject())
        {
            if (!Known.Contains(CallerObject.Camel(field.Name)) && field.Value.ValueKind != JsonValueKind.Null)
            {
                extensions[field.Name] = field.Value;
            }
        }

        return request;
    }

    private static List<ChatMessage> ReadMessages(CallerObject root, Dictionary<string, JsonElement> extensions)
    {
        var reader = new ContentReader(extensions);
        if (root.Object("systemInstruction") is { } system)
        {
            reader.AddSystem(system);
        }

        if (!root.Has("contents"))
        {
            throw JsonRead.Missing("contents");
        }

        var contents = root.Objects("contents");
        if (contents.Count == 0)
        {
            throw JsonRead.Invalid("contents", "at least one is needed.");
        }

        foreach (var content in contents)
        {
            reader.Add(content);
        }

        return reader.Messages;
    }

    private static string ModelName(string? model) => model is null ? "" : model.StartsWith("models/", StringComparison.Ordinal) ? model[7..] : model;

    private static string? Tier(string? tier)
    {
        const string Prefix = "service_tier_";
        var word = tier?.ToLowerInvariant();
        word = word is not null && word.StartsWith(Prefix, StringComparison.Ordinal) ? word[Prefix.Length..] : word;
        return word switch
        {
            "standard" => "default",
            "unspecified" => null,
            _ => word,
        };
    }
}
