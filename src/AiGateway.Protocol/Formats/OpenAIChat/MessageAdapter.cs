using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>Rearranges a conversation into the messages that a provider of this format takes, before they are written.</summary>
internal sealed class MessageAdapter(ChatRequest request, OpenAIChatQuirks quirks, LossReport losses)
{
    private readonly List<Adapted> _messages = new(request.Messages.Count + 2);
    private readonly List<ChatPart> _attachments = [];
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <summary>A message to write.</summary>
    /// <param name="Source">Its place among the caller's messages; −1 for one that was added.</param>
    internal readonly record struct Adapted(ChatMessage Message, int Source);

    public List<Adapted> Adapt(string? instruction)
    {
        for (var i = 0; i < request.Messages.Count; i++)
        {
            var message = request.Messages[i];
            if (message.Role != ChatRole.Tool)
            {
                FlushAttachments();
            }

            Add(Adapt(message), i);
        }

        FlushAttachments();
        if (instruction is not null)
        {
            AddInstruction(instruction);
        }

        return _messages;
    }

    private ChatMessage Adapt(ChatMessage message)
    {
        if (message.Role == ChatRole.Developer && !quirks.DeveloperRole)
        {
            message = message with { Role = ChatRole.System };
        }

        if (message.Role == ChatRole.Tool)
        {
            return ToolResult(message);
        }

        foreach (var call in message.ToolCalls)
        {
            _names[call.Id] = call.Name;
        }

        if (message.Name is not null && !quirks.MessageNames)
        {
            losses.Drop("messages.name");
            message = message with { Name = null };
        }

        return message.Role == ChatRole.Assistant
            ? message with { Parts = [.. message.Parts.Select(part => part is ChatPart.ToolCall call ? call with { Id = Fit(call.Id) } : part)] }
            : message;
    }

    /// <summary>A tool message holds text alone and knows no failure: other parts follow in a user's turn, a failure is said in words.</summary>
    private ChatMessage ToolResult(ChatMessage message)
    {
        var texts = new List<ChatPart>();
        foreach (var part in message.Parts)
        {
            (part is ChatPart.Text ? texts : Attachments(message)).Add(part);
        }

        if (message.IsError)
        {
            texts.Insert(0, new ChatPart.Text(texts.Count == 0 ? "Error" : "Error: "));
            texts = [Joined(texts)];
        }

        return message with
        {
            Parts = texts,
            ToolCallId = Fit(message.ToolCallId ?? ""),
            Name = quirks.ToolResultNames ? message.Name ?? _names.GetValueOrDefault(message.ToolCallId ?? "") : null,
        };
    }

    private static ChatPart.Text Joined(List<ChatPart> texts) =>
        new(string.Concat(texts.Cast<ChatPart.Text>().Select(static text => text.Value))) { Cache = texts[^1].Cache };

    private List<ChatPart> Attachments(ChatMessage result)
    {
        var label = new ChatPart.Text($"Attached to the result of tool call {Fit(result.ToolCallId ?? "")}:");
        if (!_attachments.Contains(label))
        {
            _attachments.Add(label);
        }

        return _attachments;
    }

    private void FlushAttachments()
    {
        if (_attachments.Count > 0)
        {
            Add(new ChatMessage { Role = ChatRole.User, Parts = [.. _attachments] }, -1);
            _attachments.Clear();
        }
    }

    private void Add(ChatMessage message, int source)
    {
        if (message.Role == ChatRole.User && quirks.AssistantAfterTools is { } text && _messages.Count > 0 && _messages[^1].Message.Role == ChatRole.Tool)
        {
            _messages.Add(new Adapted(new ChatMessage { Role = ChatRole.Assistant, Parts = [new ChatPart.Text(text)] }, -1));
        }

        _messages.Add(new Adapted(message, source));
    }

    private void AddInstruction(string instruction)
    {
        var part = new ChatPart.Text(instruction);
        if (_messages.Count > 0 && _messages[0] is { Message.Role: ChatRole.System or ChatRole.Developer } first)
        {
            _messages[0] = first with { Message = first.Message with { Parts = [.. first.Message.Parts, part] } };
        }
        else
        {
            _messages.Insert(0, new Adapted(new ChatMessage { Role = ChatRole.System, Parts = [part] }, -1));
        }
    }

    private string Fit(string id) => ToolCallIds.Fit(id, quirks.ToolCallIds);
}
