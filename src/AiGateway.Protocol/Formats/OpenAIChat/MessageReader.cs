using System.Buffers;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>Reads a request's messages, one for one.</summary>
/// <param name="extensions">
/// Receives fields of messages that the hub has no place for, as <c>messages.{field}</c>: an object from the message's index to the
/// value. So this format can write them again and every other reports them.
/// </param>
internal sealed class MessageReader(Dictionary<string, JsonElement> extensions)
{
    private readonly Dictionary<string, List<(int Message, JsonElement Value)>> _extras = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _legacyCalls = new(StringComparer.Ordinal);

    public IReadOnlyList<ChatMessage> ReadAll(JsonElement body)
    {
        if (!body.TryGet("messages", out _))
        {
            throw JsonRead.Missing("messages");
        }

        var messages = new List<ChatMessage>();
        foreach (var message in body.OptionalArray("messages", ""))
        {
            messages.Add(Read(message, messages.Count));
        }

        if (messages.Count == 0)
        {
            throw new WireFormatException(GatewayError.InvalidRequest(
                "Invalid 'messages': empty array. Expected an array with at least one message.", "messages", "empty_array"));
        }

        foreach (var (field, values) in _extras)
        {
            extensions[$"messages.{field}"] = Collect(values);
        }

        return messages;
    }

    private static JsonElement Collect(List<(int Message, JsonElement Value)> values)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            writer.WriteStartObject();
            foreach (var (message, value) in values)
            {
                writer.WritePropertyName(message.ToString(System.Globalization.CultureInfo.InvariantCulture));
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private ChatMessage Read(JsonElement message, int index)
    {
        var path = $"messages[{index}]";
        if (message.ValueKind != JsonValueKind.Object)
        {
            throw JsonRead.WrongType(path, "an object", message);
        }

        var role = message.RequiredString("role", path);
        var read = role switch
        {
            "system" => Plain(message, ChatRole.System, path, PartKinds.Text),
            "developer" => Plain(message, ChatRole.Developer, path, PartKinds.Text),
            "user" => Plain(message, ChatRole.User, path, PartKinds.User),
            "assistant" => Assistant(message, path, index),
            "tool" => Plain(message, ChatRole.Tool, path, PartKinds.User) with { ToolCallId = message.RequiredString("tool_call_id", path) },
            "function" => FunctionResult(message, path, index),
            _ => throw JsonRead.Invalid($"{path}.role", "expected 'developer', 'system', 'user', 'assistant', 'tool' or 'function'."),
        };
        KeepExtras(message, index, role);
        return read;
    }

    private static ChatMessage Plain(JsonElement message, ChatRole role, string path, PartKinds kinds)
    {
        var parts = PartReader.Content(message, path, kinds) ?? throw JsonRead.Missing($"{path}.content");
        return new ChatMessage { Role = role, Parts = WithMessageHint(parts, message, path), Name = message.OptionalString("name", path) };
    }

    private ChatMessage Assistant(JsonElement message, string path, int index)
    {
        var parts = ReasoningReader.Parts(message);
        parts.AddRange(PartReader.Content(message, path, PartKinds.Assistant) ?? []);
        SignText(parts, message);
        if (message.OptionalString("refusal", path) is { Length: > 0 } refusal)
        {
            parts.Add(new ChatPart.Refusal(refusal));
        }

        var calls = 0;
        foreach (var call in message.OptionalArray("tool_calls", path))
        {
            parts.Add(Call(call, $"{path}.tool_calls[{calls++}]"));
        }

        if (message.OptionalObject("function_call", path) is { } legacy)
        {
            var name = legacy.RequiredString("name", $"{path}.function_call");
            var id = _legacyCalls[name] = $"call_legacy_{index}";
            parts.Add(new ChatPart.ToolCall(id, name, Arguments(legacy, $"{path}.function_call")));
        }

        return new ChatMessage { Role = ChatRole.Assistant, Parts = WithMessageHint(parts, message, path), Name = message.OptionalString("name", path) };
    }

    private ChatMessage FunctionResult(JsonElement message, string path, int index)
    {
        var name = message.RequiredString("name", path);
        return new ChatMessage
        {
            Role = ChatRole.Tool,
            Parts = PartReader.Content(message, path, PartKinds.Text) ?? [new ChatPart.Text("")],
            Name = name,
            ToolCallId = _legacyCalls.GetValueOrDefault(name) ?? $"call_legacy_{index}",
        };
    }

    private static ChatPart.ToolCall Call(JsonElement call, string path)
    {
        if (call.ValueKind != JsonValueKind.Object)
        {
            throw JsonRead.WrongType(path, "an object", call);
        }

        var id = call.RequiredString("id", path);
        if (call.OptionalString("type", path) == "custom")
        {
            var custom = call.OptionalObject("custom", path) ?? throw JsonRead.Missing($"{path}.custom");
            var input = custom.OptionalString("input", $"{path}.custom") ?? "";
            return new ChatPart.ToolCall(id, custom.RequiredString("name", $"{path}.custom"), input) { IsCustom = true, Signature = ThoughtSignature.Of(call) };
        }

        var function = call.OptionalObject("function", path) ?? throw JsonRead.Missing($"{path}.function");
        return new ChatPart.ToolCall(id, function.RequiredString("name", $"{path}.function"), Arguments(function, $"{path}.function"))
        {
            Signature = ThoughtSignature.Of(call) ?? ThoughtSignature.Of(function),
        };
    }

    private static string Arguments(JsonElement function, string path)
    {
        var arguments = function.OptionalString("arguments", path);

        // Some models write null for a function without parameters, and their clients send it back.
        return string.IsNullOrWhiteSpace(arguments) || arguments.AsSpan().Trim() is "null" ? "{}" : arguments;
    }

    private static void SignText(List<ChatPart> parts, JsonElement message)
    {
        if (ThoughtSignature.Of(message) is not { } signature)
        {
            return;
        }

        var last = parts.FindLastIndex(static part => part is ChatPart.Text);
        if (last < 0)
        {
            parts.Add(new ChatPart.Text("") { Signature = signature });
        }
        else
        {
            parts[last] = (ChatPart.Text)parts[last] with { Signature = signature };
        }
    }

    private static List<ChatPart> WithMessageHint(List<ChatPart> parts, JsonElement message, string path)
    {
        if (parts.Count > 0 && CacheHints.Read(message, path) is { } hint)
        {
            parts[^1] = parts[^1] with { Cache = parts[^1].Cache ?? hint };
        }

        return parts;
    }

    private void KeepExtras(JsonElement message, int index, string role)
    {
        foreach (var field in message.EnumerateObject())
        {
            var known = field.Name is "role" or "content" or "name" or "tool_call_id" or "cache_control" or "prompt_cache_breakpoint"
                || (role == "assistant" && (ReasoningReader.Fields.Contains(field.Name)
                    || field.Name is "refusal" or "tool_calls" or "function_call" or "extra_content"

                    // Of an answer that was put back as it came, the latter by openai-node; says nothing to a model.
                    or "annotations" or "parsed"));
            if (known || field.Value.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            if (!_extras.TryGetValue(field.Name, out var values))
            {
                _extras[field.Name] = values = [];
            }

            values.Add((index, field.Value));
        }
    }
}
