using System.Globalization;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>Reads <c>contents</c> into messages; function responses become tool messages, paired with their calls by id or else by name and order.</summary>
/// <param name="extensions">Receives, by dotted name, the pieces that the hub has no place for.</param>
internal sealed class ContentReader(Dictionary<string, JsonElement> extensions)
{
    private readonly List<(string Id, string Name)> _open = [];
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    public List<ChatMessage> Messages { get; } = [];

    /// <summary>Adds the system instruction.</summary>
    public void AddSystem(CallerObject content)
    {
        var parts = new List<ChatPart>();
        foreach (var part in content.Objects("parts"))
        {
            parts.Add(new ChatPart.Text(part.Text("text") ?? throw JsonRead.Missing(part.PathOf("text"))));
        }

        if (parts.Count > 0)
        {
            Messages.Add(new ChatMessage { Role = ChatRole.System, Parts = parts });
        }
    }

    /// <summary>Adds one turn.</summary>
    public void Add(CallerObject content)
    {
        var role = content.Text("role") switch
        {
            null or "" or "user" or "function" or "tool" => ChatRole.User,
            "model" => ChatRole.Assistant,
            _ => throw JsonRead.Invalid(content.PathOf("role"), "expected user or model."),
        };
        var parts = new List<ChatPart>();
        var answered = false;
        foreach (var part in content.Objects("parts"))
        {
            if (part.Object("functionResponse") is { } response)
            {
                Messages.Add(ReadResponse(response));
                answered = true;
            }
            else
            {
                ReadPart(part, parts);
            }
        }

        if (parts.Count > 0 || !answered)
        {
            Messages.Add(new ChatMessage { Role = role, Parts = parts });
        }
    }

    private void ReadPart(CallerObject part, List<ChatPart> parts)
    {
        NoteUnplaced(part);
        var signature = part.Text("thoughtSignature");
        if (part.Object("functionCall") is { } call)
        {
            parts.Add(ReadCall(call, signature));
        }
        else if (part.Object("inlineData") is { } inline)
        {
            parts.Add(ReadInline(inline));
        }
        else if (part.Object("fileData") is { } file)
        {
            parts.Add(ReadFile(file));
        }
        else if (part.Text("text") is { } text)
        {
            AddText(text, part.Bool("thought") == true, signature, parts);
        }
        else if (part.Object("executableCode") is { } code)
        {
            parts.Add(new ChatPart.Text(CodeText.Code(code.Text("language"), code.Text("code"))));
        }
        else if (part.Object("codeExecutionResult") is { } result)
        {
            parts.Add(new ChatPart.Text(CodeText.Output(result.Text("output"))));
        }
        else if (!part.Element.EnumerateObject().Any())
        {
            throw JsonRead.Invalid(part.Path, "a part needs text, inlineData, fileData, functionCall or functionResponse.");
        }
    }

    private static void AddText(string text, bool thought, string? signature, List<ChatPart> parts)
    {
        if (!thought)
        {
            parts.Add(new ChatPart.Text(text) { Signature = signature });
        }
        else if (parts.Count > 0 && parts[^1] is ChatPart.Thinking { Signature: null } open)
        {
            // A stream's pieces of one thought come back as a part each.
            parts[^1] = new ChatPart.Thinking(open.Value + text, signature);
        }
        else
        {
            parts.Add(new ChatPart.Thinking(text, signature));
        }
    }

    private ChatPart.ToolCall ReadCall(CallerObject call, string? signature)
    {
        var name = call.Text("name");
        if (string.IsNullOrEmpty(name))
        {
            throw JsonRead.Missing(call.PathOf("name"));
        }

        var id = call.Text("id");
        if (string.IsNullOrEmpty(id))
        {
            id = MakeId();
        }

        _ids.Add(id);
        _open.Add((id, name));
        return new ChatPart.ToolCall(id, name, call.Object("args") is { } args ? CompactJson.Of(args.Element) : "{}") { Signature = signature };
    }

    private ChatMessage ReadResponse(CallerObject response)
    {
        var name = response.Text("name") ?? throw JsonRead.Missing(response.PathOf("name"));
        var (text, isError) = ResultText.Read(response.Object("response")?.Element);
        var parts = new List<ChatPart> { new ChatPart.Text(text) };
        foreach (var part in response.Objects("parts"))
        {
            ReadPart(part, parts);
        }

        return new ChatMessage { Role = ChatRole.Tool, Name = name, ToolCallId = Answer(response.Text("id"), name), Parts = parts, IsError = isError };
    }

    /// <summary>Finds the call that a response answers.</summary>
    private string Answer(string? id, string name)
    {
        var at = string.IsNullOrEmpty(id) ? -1 : _open.FindIndex(call => call.Id == id);
        at = at >= 0 ? at : _open.FindIndex(call => call.Name == name);
        if (at < 0)
        {
            return string.IsNullOrEmpty(id) ? MakeId() : id;
        }

        var found = _open[at].Id;
        _open.RemoveAt(at);
        return found;
    }

    private string MakeId()
    {
        string id;
        do
        {
            id = string.Create(CultureInfo.InvariantCulture, $"call_{_ids.Count}");
        }
        while (!_ids.Add(id));

        return id;
    }

    private static ChatPart ReadInline(CallerObject inline)
    {
        var type = inline.Text("mimeType") ?? throw JsonRead.Missing(inline.PathOf("mimeType"));
        var data = inline.Text("data") ?? throw JsonRead.Missing(inline.PathOf("data"));
        var kind = type.AsSpan(0, Math.Max(0, type.IndexOf('/', StringComparison.Ordinal)));
        return kind switch
        {
            "image" => new ChatPart.Image(new MediaSource.Inline(type, data)),
            "audio" => new ChatPart.Audio(data, MediaTypes.AudioFormat(type)),
            _ => new ChatPart.File(new MediaSource.Inline(type, data)) { Name = inline.Text("displayName") },
        };
    }

    private static ChatPart ReadFile(CallerObject file)
    {
        var uri = file.Text("fileUri") ?? throw JsonRead.Missing(file.PathOf("fileUri"));
        var source = new MediaSource.Link(uri) { MediaType = file.Text("mimeType") };
        return source.MediaType is { } type && type.StartsWith("image/", StringComparison.Ordinal)
            ? new ChatPart.Image(source)
            : new ChatPart.File(source) { Name = file.Text("displayName") };
    }

    private void NoteUnplaced(CallerObject part)
    {
        foreach (var field in part.Element.EnumerateObject())
        {
            var name = CallerObject.Camel(field.Name);
            if (name is not ("text" or "thought" or "thoughtSignature" or "inlineData" or "fileData" or "functionCall" or "executableCode" or "codeExecutionResult"))
            {
                extensions["contents.parts." + name] = field.Value;
            }
        }
    }
}
