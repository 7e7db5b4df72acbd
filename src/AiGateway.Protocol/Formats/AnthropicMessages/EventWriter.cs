using System.Buffers;
using System.Text;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

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
    private readonly BlockWriter _blocks = new();
    private readonly List<QueuedBlock> _queue = [];
    private readonly StringBuilder _refusal = new();
    private ChatEvent.Started? _started;
    private TokenUsage? _usage;
    private ChatEvent.Finished? _finished;
    private bool _hasBegun;
    private bool _othersFinished;
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
            case ChatEvent.AudioDelta { Choice: 0, Transcript.Length: > 0 } audio:
                // There is no place for sound, but there is one for what it says.
                Append(BlockKind.Text, audio.Transcript, output);
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
            case ChatEvent.Citation { Choice: 0 } citation when _blocks.Current == BlockKind.Text:
                // One that comes when no text is open has nothing to stand beside.
                _blocks.WriteCitation(citation, output);
                break;
            case ChatEvent.RefusalDelta { Choice: 0 } refusal:
                _refusal.Append(refusal.Text);
                break;
            case ChatEvent.Finished { Choice: 0 } finished:
                _finished ??= finished;
                break;
            case ChatEvent.Finished:
                _othersFinished = true;
                break;
        }
    }

    /// <inheritdoc/>
    public void Complete(IBufferWriter<byte> output)
    {
        // Without its own end the answer was cut, and one made up here would hide it.
        var isCut = _hasBegun || _queue.Count > 0 || _refusal.Length > 0 || !_othersFinished;
        if (_finished is null && isCut)
        {
            return;
        }

        Begin(output);
        _blocks.Close(output);
        foreach (var block in _queue)
        {
            WriteWhole(block, output);
        }

        var writer = _blocks.StartFrame("message_delta");
        writer.WriteStartObject("delta");
        StopReasons.Write(writer, _finished?.Reason ?? FinishReason.Stop, _finished?.StopSequence, _refusal.ToString());
        writer.WriteEndObject();
        UsageMapping.Write(_usage, writer);
        _blocks.EndFrame("message_delta"u8, output);
        _blocks.StartFrame("message_stop");
        _blocks.EndFrame("message_stop"u8, output);
    }

    /// <summary>True while new content has to wait for its turn.</summary>
    private bool MustQueue => _blocks.Current == BlockKind.Call || _queue.Count > 0;

    private void Append(BlockKind kind, string text, IBufferWriter<byte> output)
    {
        if (MustQueue)
        {
            Queued(kind).Text.Append(text);
            return;
        }

        Begin(output);
        _blocks.Open(kind, null, output);
        _blocks.WriteText(text, output);
    }

    private void Sign(string signature, IBufferWriter<byte> output)
    {
        if (MustQueue)
        {
            Queued(BlockKind.Thinking).Signature = signature;
            return;
        }

        Begin(output);
        _blocks.Open(BlockKind.Thinking, null, output);
        _blocks.WriteSignature(signature, output);
        _blocks.Close(output);
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
            _blocks.Close(output);
            WriteWhole(block, output);
        }
    }

    private void StartCall(ChatEvent.ToolCallStarted call, IBufferWriter<byte> output)
    {
        if (MustQueue || call.IsCustom)
        {
            // A custom tool's free text makes a JSON string only when it is complete.
            _queue.Add(new QueuedBlock(BlockKind.Call, "") { Call = call });
            return;
        }

        Begin(output);
        _blocks.Open(BlockKind.Call, call, output);
        _openCall = call.Index;
    }

    private void AddArguments(ChatEvent.ToolCallDelta delta, IBufferWriter<byte> output)
    {
        if (_blocks.Current == BlockKind.Call && _openCall == delta.Index)
        {
            _blocks.WriteText(delta.Arguments, output);
        }
        else
        {
            _queue.Find(block => block.Call?.Index == delta.Index)?.Text.Append(delta.Arguments);
        }
    }

    private void WriteWhole(QueuedBlock block, IBufferWriter<byte> output)
    {
        var text = block.Text.ToString();
        Begin(output);
        _blocks.Open(block.Kind, block.Call, output, text);
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
            _blocks.WriteText(text, output);
        }

        if (block.Signature is { } signature)
        {
            _blocks.WriteSignature(signature, output);
        }

        _blocks.Close(output);
    }

    private void Begin(IBufferWriter<byte> output)
    {
        if (_hasBegun)
        {
            return;
        }

        _hasBegun = true;
        var writer = _blocks.StartFrame("message_start");
        writer.WriteStartObject("message");
        AnswerWriter.WriteHead(writer, _started?.Id, _started?.Model, context);
        writer.WriteStartArray("content");
        writer.WriteEndArray();
        writer.WriteNull("stop_reason");
        writer.WriteNull("stop_sequence");
        UsageMapping.Write(_usage, writer);
        writer.WriteEndObject();
        _blocks.EndFrame("message_start"u8, output);
    }
}
