using System.Buffers;
using System.Text;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;
using AiGateway.Protocol.Sse;

namespace AiGateway.Protocol.Formats.AnthropicMessages;

/// <summary>
/// Writes a caller's stream: <c>message_start</c>, the blocks one after the other, <c>message_delta</c>, <c>message_stop</c>.
/// </summary>
/// <remarks>
/// Only one block may be open. A block of text or thinking ends when something else begins; a tool call may go on beside others, so what
/// begins while one is open waits in a queue until the answer ends. The queue holds no more than the answer, which the caller bounds.
/// </remarks>
internal sealed class EventWriter(AnswerWriteContext context) : IAnswerStreamWriter
{
    private readonly ArrayBufferWriter<byte> _data = new(512);
    private readonly List<QueuedBlock> _queue = [];
    private readonly StringBuilder _refusal = new();
    private Utf8JsonWriter? _writer;
    private ChatEvent.Started? _started;
    private TokenUsage? _usage;
    private ChatEvent.Finished? _finished;
    private bool _hasBegun;
    private bool _hasCalls;
    private int _index;
    private BlockKind _open;
    private int _openCall;

    /// <inheritdoc/>
    public void Write(ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        switch (chatEvent)
        {
            case ChatEvent.Started started:
                _started ??= started;
                break;
            case ChatEvent.UsageReported usage:
                _usage = usage.Usage;
                break;
            case ChatEvent.TextDelta { Choice: 0, Text.Length: > 0 } text:
                Append(BlockKind.Text, text.Text, output);
                break;
            case ChatEvent.ReasoningDelta { Choice: 0, Text.Length: > 0 } reasoning:
                Append(BlockKind.Thinking, reasoning.Text, output);
                break;
            case ChatEvent.ReasoningSignature { Choice: 0 } signature:
                Sign(signature.Signature, output);
                break;
            case ChatEvent.RedactedReasoning { Choice: 0 } redacted:
                AddWhole(new QueuedBlock(BlockKind.Redacted, redacted.Data), output);
                break;
            case ChatEvent.ToolCallStarted { Choice: 0 } call:
                StartCall(call, output);
                break;
            case ChatEvent.ToolCallDelta { Choice: 0 } delta:
                AddArguments(delta, output);
                break;
            case ChatEvent.Citation { Choice: 0 } citation when _open == BlockKind.Text:
                // One that comes when no text is open has nothing to stand beside.
                WriteDelta(output, "citations_delta", writer =>
                {
                    writer.WritePropertyName("citation");
                    AnswerWriter.WriteCitation(citation, writer);
                });
                break;
            case ChatEvent.RefusalDelta { Choice: 0 } refusal:
                _refusal.Append(refusal.Text);
                break;
            case ChatEvent.Finished { Choice: 0 } finished:
                _finished ??= finished;
                break;
        }
    }

    /// <inheritdoc/>
    public void Complete(IBufferWriter<byte> output)
    {
        Begin(output);
        Close(output);
        foreach (var block in _queue)
        {
            WriteWhole(block, output);
        }

        var writer = StartFrame("message_delta");
        writer.WriteStartObject("delta");
        StopReasons.Write(writer, _finished?.Reason, _finished?.StopSequence, _refusal.ToString(), _hasCalls);
        writer.WriteEndObject();
        UsageMapping.Write(_usage, writer);
        EndFrame("message_delta"u8, output);
        StartFrame("message_stop");
        EndFrame("message_stop"u8, output);
    }

    /// <summary>True while new content has to wait for its turn.</summary>
    private bool MustQueue => _open == BlockKind.Call || _queue.Count > 0;

    private void Append(BlockKind kind, string text, IBufferWriter<byte> output)
    {
        if (MustQueue)
        {
            Queued(kind).Text.Append(text);
            return;
        }

        Open(kind, null, output);
        WriteText(kind, text, output);
    }

    private void Sign(string signature, IBufferWriter<byte> output)
    {
        if (MustQueue)
        {
            Queued(BlockKind.Thinking).Signature = signature;
            return;
        }

        Open(BlockKind.Thinking, null, output);
        WriteSignature(signature, output);
        Close(output);
    }

    /// <summary>The block at the queue's end if it can take more of this kind, else a new one.</summary>
    private QueuedBlock Queued(BlockKind kind)
    {
        if (_queue.LastOrDefault() is not { } last || last.Kind != kind || last.Signature is not null)
        {
            last = new QueuedBlock(kind, "");
            _queue.Add(last);
        }

        return last;
    }

    private void AddWhole(QueuedBlock block, IBufferWriter<byte> output)
    {
        if (MustQueue)
        {
            _queue.Add(block);
        }
        else
        {
            Close(output);
            WriteWhole(block, output);
        }
    }

    private void StartCall(ChatEvent.ToolCallStarted call, IBufferWriter<byte> output)
    {
        _hasCalls = true;
        if (MustQueue || call.IsCustom)
        {
            // A custom tool's free text makes a JSON string only when it is complete.
            _queue.Add(new QueuedBlock(BlockKind.Call, "") { Call = call });
            return;
        }

        Open(BlockKind.Call, call, output);
        _openCall = call.Index;
    }

    private void AddArguments(ChatEvent.ToolCallDelta delta, IBufferWriter<byte> output)
    {
        if (_open == BlockKind.Call && _openCall == delta.Index)
        {
            WriteText(BlockKind.Call, delta.Arguments, output);
        }
        else
        {
            _queue.Find(block => block.Call?.Index == delta.Index)?.Text.Append(delta.Arguments);
        }
    }

    private void WriteWhole(QueuedBlock block, IBufferWriter<byte> output)
    {
        var text = block.Text.ToString();
        Open(block.Kind, block.Call, output, text);
        if (block.Call is { IsCustom: true })
        {
            text = Encoding.UTF8.GetString(JsonText.Write(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("input", text);
                writer.WriteEndObject();
            }));
        }

        if (block.Kind != BlockKind.Redacted && text.Length > 0)
        {
            WriteText(block.Kind, text, output);
        }

        if (block.Signature is { } signature)
        {
            WriteSignature(signature, output);
        }

        Close(output);
    }

    private void Begin(IBufferWriter<byte> output)
    {
        if (_hasBegun)
        {
            return;
        }

        _hasBegun = true;
        var writer = StartFrame("message_start");
        writer.WriteStartObject("message");
        AnswerWriter.WriteHead(writer, _started?.Id, _started?.Model, context);
        writer.WriteStartArray("content");
        writer.WriteEndArray();
        writer.WriteNull("stop_reason");
        writer.WriteNull("stop_sequence");
        UsageMapping.Write(_usage, writer);
        writer.WriteEndObject();
        EndFrame("message_start"u8, output);
    }

    private void Open(BlockKind kind, ChatEvent.ToolCallStarted? call, IBufferWriter<byte> output, string data = "")
    {
        Begin(output);
        if (_open == kind && kind is BlockKind.Text or BlockKind.Thinking)
        {
            return;
        }

        Close(output);
        _open = kind;
        var writer = StartFrame("content_block_start");
        writer.WriteNumber("index", _index);
        writer.WriteStartObject("content_block");
        switch (kind)
        {
            case BlockKind.Text:
                writer.WriteString("type", "text");
                writer.WriteString("text", "");
                break;
            case BlockKind.Thinking:
                writer.WriteString("type", "thinking");
                writer.WriteString("thinking", "");
                writer.WriteString("signature", "");
                break;
            case BlockKind.Redacted:
                writer.WriteString("type", "redacted_thinking");
                writer.WriteString("data", data);
                break;
            case BlockKind.Call:
                writer.WriteString("type", "tool_use");
                writer.WriteString("id", call!.Id);
                writer.WriteString("name", call.Name);
                writer.WriteStartObject("input");
                writer.WriteEndObject();
                break;
        }

        writer.WriteEndObject();
        EndFrame("content_block_start"u8, output);
    }

    private void Close(IBufferWriter<byte> output)
    {
        if (_open == BlockKind.None)
        {
            return;
        }

        _open = BlockKind.None;
        StartFrame("content_block_stop").WriteNumber("index", _index++);
        EndFrame("content_block_stop"u8, output);
    }

    private void WriteText(BlockKind kind, string text, IBufferWriter<byte> output)
    {
        var (type, property) = kind switch
        {
            BlockKind.Thinking => ("thinking_delta", "thinking"),
            BlockKind.Call => ("input_json_delta", "partial_json"),
            _ => ("text_delta", "text"),
        };
        var writer = StartDelta(type);
        writer.WriteString(property, text);
        EndDelta(output);
    }

    private void WriteSignature(string signature, IBufferWriter<byte> output)
    {
        StartDelta("signature_delta").WriteString("signature", signature);
        EndDelta(output);
    }

    private void WriteDelta(IBufferWriter<byte> output, string type, Action<Utf8JsonWriter> write)
    {
        write(StartDelta(type));
        EndDelta(output);
    }

    private Utf8JsonWriter StartDelta(string type)
    {
        var writer = StartFrame("content_block_delta");
        writer.WriteNumber("index", _index);
        writer.WriteStartObject("delta");
        writer.WriteString("type", type);
        return writer;
    }

    private void EndDelta(IBufferWriter<byte> output)
    {
        _writer!.WriteEndObject();
        EndFrame("content_block_delta"u8, output);
    }

    private Utf8JsonWriter StartFrame(string type)
    {
        _data.ResetWrittenCount();
        _writer ??= new Utf8JsonWriter(_data, JsonText.WriterOptions);
        _writer.Reset();
        _writer.WriteStartObject();
        _writer.WriteString("type", type);
        return _writer;
    }

    private void EndFrame(ReadOnlySpan<byte> eventName, IBufferWriter<byte> output)
    {
        _writer!.WriteEndObject();
        _writer.Flush();
        SseWriter.Write(output, eventName, _data.WrittenSpan);
    }
}
