using System.Text.Json;
using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Formats.AnthropicMessages;

/// <summary>
/// Writes <c>system</c> and <c>messages</c>. Neighbouring messages of one side make one turn, and a user's turn begins with all the
/// results of the tool calls before it.
/// </summary>
internal sealed class MessageWriter
{
    private readonly Utf8JsonWriter _writer;
    private readonly LossReport _losses;
    private readonly PartWriter _parts;
    private readonly List<(ChatMessage Message, string Path)> _system = [];
    private readonly List<(ChatMessage Message, string Path)> _talk = [];

    public MessageWriter(ChatRequest request, Utf8JsonWriter writer, LossReport losses)
    {
        _writer = writer;
        _losses = losses;
        _parts = new PartWriter(writer, losses);
        for (var i = 0; i < request.Messages.Count; i++)
        {
            var message = request.Messages[i];
            (IsInstruction(message) ? _system : _talk).Add((message, $"messages[{i}]"));
        }

        if (_talk.Count == 0)
        {
            // Instructions alone are a request for OpenAI; here somebody must speak.
            _talk.AddRange(_system.Select(static one => (one.Message with { Role = ChatRole.User }, one.Path)));
            _system.Clear();
        }
    }

    /// <summary>How many cache hints <see cref="Write"/> has to place.</summary>
    public int CacheHints =>
        _system.Concat(_talk).Sum(static one => one.Message.Role == ChatRole.Tool
            ? Convert.ToInt32(one.Message.Parts.Any(static part => part.Cache is not null))
            : one.Message.Parts.Count(part => part.Cache is not null && PartWriter.TakesCache(part)));

    /// <summary>Writes both properties.</summary>
    /// <param name="breakpoints">Places the cache hints.</param>
    /// <param name="instruction">One more system text for the end; null for none.</param>
    public void Write(CacheBreakpoints breakpoints, string? instruction)
    {
        WriteSystem(breakpoints, instruction);
        _writer.WriteStartArray("messages");
        for (var start = 0; start < _talk.Count;)
        {
            var isAssistant = IsAssistant(_talk[start].Message);
            var end = start;
            while (end < _talk.Count && IsAssistant(_talk[end].Message) == isAssistant)
            {
                end++;
            }

            WriteTurn(start, end, isAssistant, breakpoints);
            start = end;
        }

        _writer.WriteEndArray();
    }

    private static bool IsInstruction(ChatMessage message) => message.Role is ChatRole.System or ChatRole.Developer;

    private static bool IsAssistant(ChatMessage message) => message.Role == ChatRole.Assistant;

    private void WriteSystem(CacheBreakpoints breakpoints, string? instruction)
    {
        var isOpen = false;
        foreach (var (message, path) in _system)
        {
            Report(message);
            for (var i = 0; i < message.Parts.Count; i++)
            {
                if (message.Parts[i] is not ChatPart.Text text)
                {
                    _losses.Drop("messages.content");
                }
                else if (PartWriter.IsWritten(text))
                {
                    Open();
                    _parts.WriteUser(text, $"{path}.content[{i}]", breakpoints);
                }
            }
        }

        if (instruction is not null)
        {
            Open();
            _parts.WriteText(instruction, null, breakpoints);
        }

        if (isOpen)
        {
            _writer.WriteEndArray();
        }

        void Open()
        {
            if (!isOpen)
            {
                _writer.WriteStartArray("system");
                isOpen = true;
            }
        }
    }

    private void WriteTurn(int start, int end, bool isAssistant, CacheBreakpoints breakpoints)
    {
        var turn = _talk[start..end];
        turn.ForEach(one => Report(one.Message));
        if (!turn.Exists(static one => one.Message.Role == ChatRole.Tool || one.Message.Parts.Any(PartWriter.IsWritten)))
        {
            return;
        }

        _writer.WriteStartObject();
        _writer.WriteString("role", isAssistant ? "assistant" : "user");
        _writer.WriteStartArray("content");
        foreach (var (message, path) in turn.Where(static one => one.Message.Role == ChatRole.Tool))
        {
            _parts.WriteToolResult(message, path, breakpoints);
        }

        // A turn of the assistant's at the very end is one that it goes on with, and may not end in white space.
        var last = isAssistant && end == _talk.Count ? turn.SelectMany(static one => one.Message.Parts).LastOrDefault(PartWriter.IsWritten) : null;
        foreach (var (message, path) in turn.Where(static one => one.Message.Role != ChatRole.Tool))
        {
            for (var i = 0; i < message.Parts.Count; i++)
            {
                var part = message.Parts[i];
                if (isAssistant)
                {
                    _parts.WriteAssistant(ReferenceEquals(part, last) && part is ChatPart.Text text ? text with { Value = text.Value.TrimEnd() } : part, breakpoints);
                }
                else
                {
                    _parts.WriteUser(part, $"{path}.content[{i}]", breakpoints);
                }
            }
        }

        _writer.WriteEndArray();
        _writer.WriteEndObject();
    }

    private void Report(ChatMessage message)
    {
        if (message.Name is not null && message.Role != ChatRole.Tool)
        {
            _losses.Drop("messages.name");
        }
    }
}
