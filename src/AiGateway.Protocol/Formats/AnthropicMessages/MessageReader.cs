using System.Text;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.AnthropicMessages;

/// <summary>Reads <c>system</c> and <c>messages</c> of a caller's request.</summary>
/// <param name="extensions">
/// Receives a note, by the name <c>messages.content.TYPE</c>, of each kind of block that the hub cannot hold (those of tools that Anthropic runs
/// itself), so that a writer reports it as dropped.
/// </param>
internal sealed class MessageReader(Dictionary<string, JsonElement> extensions)
{
    /// <summary>The whole conversation, the system texts first, tool results as messages of their own.</summary>
    public List<ChatMessage> Read(JsonElement body)
    {
        var messages = new List<ChatMessage>();
        if (body.TryGet("system", out var system) && ReadContent(system, "system", ReadText) is { Count: > 0 } parts)
        {
            messages.Add(new ChatMessage { Role = ChatRole.System, Parts = parts });
        }

        if (!body.TryGet("messages", out var list))
        {
            throw JsonRead.Missing("messages");
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            throw JsonRead.WrongType("messages", "an array", list);
        }

        if (list.GetArrayLength() == 0)
        {
            throw JsonRead.Invalid("messages", "expected at least one message.");
        }

        var index = 0;
        foreach (var message in list.EnumerateArray())
        {
            ReadMessage(message, $"messages[{index++}]", messages);
        }

        return messages;
    }

    private void ReadMessage(JsonElement message, string path, List<ChatMessage> messages)
    {
        if (message.ValueKind != JsonValueKind.Object)
        {
            throw JsonRead.WrongType(path, "an object", message);
        }

        var role = message.RequiredString("role", path);
        if (!message.TryGet("content", out var content))
        {
            throw JsonRead.Missing($"{path}.content");
        }

        path += ".content";
        switch (role)
        {
            case "user":
                ReadUser(content, path, messages);
                break;
            case "assistant":
                messages.Add(new ChatMessage { Role = ChatRole.Assistant, Parts = ReadContent(content, path, ReadAssistantBlock) });
                break;
            case "system":
                messages.Add(new ChatMessage { Role = ChatRole.System, Parts = ReadContent(content, path, ReadText) });
                break;
            default:
                throw JsonRead.Invalid(path[..^".content".Length] + ".role", "expected 'user', 'assistant' or 'system'.");
        }
    }

    /// <summary>A user's message: its tool results become messages of their own, before what else it says.</summary>
    private void ReadUser(JsonElement content, string path, List<ChatMessage> messages)
    {
        var before = messages.Count;
        var parts = ReadContent(content, path, (type, block, blockPath) =>
        {
            if (type != "tool_result")
            {
                return ReadUserBlock(type, block, blockPath);
            }

            messages.Add(ReadToolResult(block, blockPath));
            return null;
        });
        if (parts.Count > 0 || messages.Count == before)
        {
            messages.Add(new ChatMessage { Role = ChatRole.User, Parts = parts });
        }
    }

    private ChatMessage ReadToolResult(JsonElement block, string path)
    {
        var parts = block.TryGet("content", out var content) ? ReadContent(content, $"{path}.content", ReadUserBlock) : [];
        if (RequestReader.ReadCache(block, path) is { } cache)
        {
            if (parts.Count == 0)
            {
                parts.Add(new ChatPart.Text(""));
            }

            parts[^1] = parts[^1] with { Cache = cache };
        }

        return new ChatMessage
        {
            Role = ChatRole.Tool,
            Parts = parts,
            ToolCallId = block.RequiredString("tool_use_id", path),
            IsError = block.OptionalBool("is_error", path) ?? false,
        };
    }

    /// <summary>A content that is a string or an array of blocks. A null from the reader leaves the block out.</summary>
    private static List<ChatPart> ReadContent(JsonElement content, string path, Func<string, JsonElement, string, ChatPart?> readBlock)
    {
        if (content.ValueKind == JsonValueKind.String)
        {
            return [new ChatPart.Text(content.GetString()!)];
        }

        if (content.ValueKind != JsonValueKind.Array)
        {
            throw JsonRead.WrongType(path, "a string or an array", content);
        }

        var parts = new List<ChatPart>();
        var index = 0;
        foreach (var block in content.EnumerateArray())
        {
            var blockPath = $"{path}[{index++}]";
            if (block.ValueKind != JsonValueKind.Object)
            {
                throw JsonRead.WrongType(blockPath, "an object", block);
            }

            if (readBlock(block.RequiredString("type", blockPath), block, blockPath) is { } part)
            {
                parts.Add(RequestReader.ReadCache(block, blockPath) is { } cache ? part with { Cache = cache } : part);
            }
        }

        return parts;
    }

    private static ChatPart ReadText(string type, JsonElement block, string path) =>
        type == "text" ? new ChatPart.Text(block.RequiredString("text", path)) : throw JsonRead.Invalid($"{path}.type", "expected 'text'.");

    private ChatPart? ReadUserBlock(string type, JsonElement block, string path)
    {
        switch (type)
        {
            case "text":
                return new ChatPart.Text(block.RequiredString("text", path));
            case "image":
                return new ChatPart.Image(ReadSource(block, path));
            case "document":
                NoteField(block, "context");
                NoteField(block, "citations");
                return new ChatPart.File(ReadSource(block, path)) { Name = block.OptionalString("title", path) };
            case "search_result":
                return new ChatPart.Text(ReadSearchResult(block, path));
            default:
                Note(type, block);
                return null;
        }
    }

    private ChatPart? ReadAssistantBlock(string type, JsonElement block, string path)
    {
        switch (type)
        {
            case "text":
                return new ChatPart.Text(block.RequiredString("text", path));
            case "thinking":
                return new ChatPart.Thinking(block.RequiredString("thinking", path), block.OptionalString("signature", path) is { Length: > 0 } signature ? signature : null);
            case "redacted_thinking":
                return new ChatPart.RedactedThinking(block.RequiredString("data", path));
            case "tool_use":
                var input = block.OptionalObject("input", path) is { } given ? Compact(given) : "{}";
                return new ChatPart.ToolCall(block.RequiredString("id", path), block.RequiredString("name", path), input);
            default:
                Note(type, block);
                return null;
        }
    }

    private static MediaSource ReadSource(JsonElement block, string path)
    {
        var source = block.OptionalObject("source", path) ?? throw JsonRead.Missing($"{path}.source");
        path += ".source";
        switch (source.RequiredString("type", path))
        {
            case "base64":
                return new MediaSource.Inline(source.RequiredString("media_type", path), source.RequiredString("data", path));
            case "url":
                return new MediaSource.Link(source.RequiredString("url", path));
            case "file":
                return new MediaSource.Uploaded(source.RequiredString("file_id", path));
            case "text":
                return PlainText(source.RequiredString("data", path));
            case "content" when source.TryGet("content", out var content):
                return PlainText(string.Concat(ReadContent(content, $"{path}.content", ReadText).OfType<ChatPart.Text>().Select(static text => text.Value)));
            default:
                throw JsonRead.Invalid($"{path}.type", "expected 'base64', 'url', 'file', 'text' or 'content'.");
        }
    }

    private static MediaSource.Inline PlainText(string text) => new("text/plain", Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));

    /// <summary>A search result as the text that a model without such blocks can read.</summary>
    private static string ReadSearchResult(JsonElement block, string path)
    {
        var text = new StringBuilder();
        text.Append(block.RequiredString("title", path)).Append('\n').Append(block.RequiredString("source", path)).Append('\n');
        if (block.TryGet("content", out var content))
        {
            ReadContent(content, $"{path}.content", ReadText).OfType<ChatPart.Text>().ToList().ForEach(part => text.Append(part.Value));
        }

        return text.ToString();
    }

    private static string Compact(JsonElement value) => Encoding.UTF8.GetString(JsonText.Write(value.WriteTo));

    /// <summary>Notes a field of a document that the hub cannot hold.</summary>
    private void NoteField(JsonElement block, string name)
    {
        if (block.TryGet(name, out var value) && !(value.TryGet("enabled", out var enabled) && enabled.ValueKind == JsonValueKind.False))
        {
            extensions.TryAdd($"messages.content.{name}", value);
        }
    }

    private void Note(string type, JsonElement block) => extensions.TryAdd($"messages.content.{type}", block);
}
