using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>Writes <c>systemInstruction</c> and <c>contents</c>.</summary>
internal static class ContentWriter
{
    public static void Write(ChatRequest request, Utf8JsonWriter writer, ModelRules rules, LossReport losses)
    {
        var system = request.Messages.Where(static message => message.Role is ChatRole.System or ChatRole.Developer).ToList();
        if (rules.TakesSystemInstruction)
        {
            WriteSystem(system, writer, losses);
        }

        writer.WriteStartArray("contents"u8);
        if (!rules.TakesSystemInstruction && system.Count > 0)
        {
            StartTurn(writer, "user"u8);
            WriteSystemParts(system, writer, losses);
            EndTurn(writer);
        }

        WriteTurns(request, writer, new PartWriter(writer, rules, losses, request.SourceFormat == GeminiFormat.FormatName));
        writer.WriteEndArray();
        if (request.Messages.Any(static message => message.Name is not null && message.Role != ChatRole.Tool))
        {
            losses.Drop("messages.name");
        }
    }

    private static void WriteSystem(List<ChatMessage> system, Utf8JsonWriter writer, LossReport losses)
    {
        if (system.Exists(static message => message.Text.Length > 0))
        {
            writer.WriteStartObject("systemInstruction"u8);
            writer.WriteStartArray("parts"u8);
            WriteSystemParts(system, writer, losses);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
    }

    private static void WriteSystemParts(List<ChatMessage> system, Utf8JsonWriter writer, LossReport losses)
    {
        foreach (var part in system.SelectMany(static message => message.Parts))
        {
            if (part.Cache is not null)
            {
                losses.Drop("messages.content.cache_control");
            }

            if (part is not ChatPart.Text text)
            {
                losses.Drop("messages.content");
            }
            else if (text.Value.Length > 0)
            {
                writer.WriteStartObject();
                writer.WriteString("text"u8, text.Value);
                writer.WriteEndObject();
            }
        }
    }

    private static void WriteTurns(ChatRequest request, Utf8JsonWriter writer, PartWriter parts)
    {
        var calls = new Dictionary<string, string>(StringComparer.Ordinal);
        var order = new List<string>();
        for (var at = 0; at < request.Messages.Count; at++)
        {
            var message = request.Messages[at];
            switch (message.Role)
            {
                case ChatRole.Assistant:
                    order.Clear();
                    foreach (var call in message.ToolCalls)
                    {
                        calls[call.Id] = call.Name;
                        order.Add(call.Id);
                    }

                    WriteAssistant(message, writer, parts);
                    break;
                case ChatRole.Tool:
                    at = WriteResults(request.Messages, at, order, calls, writer, parts);
                    break;
                case ChatRole.User:
                    StartTurn(writer, "user"u8);
                    foreach (var part in message.Parts.Where(part => message.Parts.Count == 1 || !parts.IsEmpty(part)))
                    {
                        parts.Write(part, at);
                    }

                    EndTurn(writer);
                    break;
            }
        }
    }

    private static void WriteAssistant(ChatMessage message, Utf8JsonWriter writer, PartWriter parts)
    {
        parts.BeginModelTurn();
        var started = false;
        foreach (var part in message.Parts)
        {
            // An empty part is refused, and so is a turn without parts.
            if (parts.IsEmpty(part))
            {
                continue;
            }

            if (!started)
            {
                StartTurn(writer, "model"u8);
                started = true;
            }

            parts.Write(part, 0);
        }

        if (started)
        {
            EndTurn(writer);
        }
    }

    /// <summary>Writes the tool messages that follow each other as one turn, in the order of the calls they answer.</summary>
    /// <returns>The index of the last of them.</returns>
    private static int WriteResults(IReadOnlyList<ChatMessage> messages, int first, List<string> order, Dictionary<string, string> calls, Utf8JsonWriter writer, PartWriter parts)
    {
        var last = first;
        var results = new List<(int Rank, int At)>();
        for (var at = first; at < messages.Count && messages[at].Role is ChatRole.Tool or ChatRole.System or ChatRole.Developer; at++)
        {
            // Instructions in between have gone to systemInstruction and do not part the results.
            if (messages[at].Role == ChatRole.Tool)
            {
                var rank = order.IndexOf(messages[at].ToolCallId ?? "");
                results.Add((rank < 0 ? int.MaxValue : rank, at));
                last = at;
            }
        }

        StartTurn(writer, "user"u8);
        foreach (var (_, at) in results.OrderBy(static result => result.Rank))
        {
            parts.WriteResult(messages[at], NameOf(messages[at], at, calls));
        }

        foreach (var (_, at) in results.OrderBy(static result => result.Rank))
        {
            parts.WriteMediaBeside(messages[at]);
        }

        EndTurn(writer);
        return last;
    }

    private static string NameOf(ChatMessage result, int at, Dictionary<string, string> calls) =>
        result.ToolCallId is { } id && calls.TryGetValue(id, out var name) ? name
        : result.Name ?? throw JsonRead.Invalid($"messages[{at}].tool_call_id", "no call in the conversation has this id, and this provider needs the tool's name.");

    private static void StartTurn(Utf8JsonWriter writer, ReadOnlySpan<byte> role)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, role);
        writer.WriteStartArray("parts"u8);
    }

    private static void EndTurn(Utf8JsonWriter writer)
    {
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
