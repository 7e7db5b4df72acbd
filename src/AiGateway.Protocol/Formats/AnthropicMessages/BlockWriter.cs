using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;
using AiGateway.Protocol.Sse;

namespace AiGateway.Protocol.Formats.AnthropicMessages;

/// <summary>Writes the frames of a stream, one block open at a time.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A JSON writer over a buffer of ours holds nothing to give back, and is flushed after every event.")]
internal sealed class BlockWriter
{
    private readonly ArrayBufferWriter<byte> _data = new(512);
    private readonly Utf8JsonWriter _writer;
    private int _index;

    public BlockWriter() => _writer = new Utf8JsonWriter(_data, JsonText.WriterOptions);

    /// <summary>The kind of the open block.</summary>
    public BlockKind Current { get; private set; }

    /// <summary>Opens a block after closing the one that is open; text and thinking that are open already just go on.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="call">The call, for a tool's block.</param>
    /// <param name="output">Where to.</param>
    /// <param name="data">The encrypted data, for a redacted block.</param>
    public void Open(BlockKind kind, ChatEvent.ToolCallStarted? call, IBufferWriter<byte> output, string data = "")
    {
        if (Current == kind && kind is BlockKind.Text or BlockKind.Thinking)
        {
            return;
        }

        Close(output);
        Current = kind;
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

    /// <summary>Closes the open block, if there is one.</summary>
    public void Close(IBufferWriter<byte> output)
    {
        if (Current == BlockKind.None)
        {
            return;
        }

        Current = BlockKind.None;
        StartFrame("content_block_stop").WriteNumber("index", _index++);
        EndFrame("content_block_stop"u8, output);
    }

    /// <summary>Adds text, reasoning or arguments to the open block.</summary>
    public void WriteText(string text, IBufferWriter<byte> output)
    {
        var (type, property) = Current switch
        {
            BlockKind.Thinking => ("thinking_delta", "thinking"),
            BlockKind.Call => ("input_json_delta", "partial_json"),
            _ => ("text_delta", "text"),
        };
        var writer = StartDelta(type);
        writer.WriteString(property, text);
        EndDelta(output);
    }

    /// <summary>Adds the signature to the open block of thinking.</summary>
    public void WriteSignature(string signature, IBufferWriter<byte> output)
    {
        StartDelta("signature_delta").WriteString("signature", signature);
        EndDelta(output);
    }

    /// <summary>Adds a citation to the open block of text.</summary>
    public void WriteCitation(ChatEvent.Citation citation, IBufferWriter<byte> output)
    {
        var writer = StartDelta("citations_delta");
        writer.WritePropertyName("citation");
        AnswerWriter.WriteCitation(citation, writer);
        EndDelta(output);
    }

    /// <summary>Begins an event's data; properties may be added to it.</summary>
    public Utf8JsonWriter StartFrame(string type)
    {
        _data.ResetWrittenCount();
        _writer.Reset();
        _writer.WriteStartObject();
        _writer.WriteString("type", type);
        return _writer;
    }

    /// <summary>Ends the data and writes the event.</summary>
    public void EndFrame(ReadOnlySpan<byte> eventName, IBufferWriter<byte> output)
    {
        _writer.WriteEndObject();
        _writer.Flush();
        SseWriter.Write(output, eventName, _data.WrittenSpan);
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
        _writer.WriteEndObject();
        EndFrame("content_block_delta"u8, output);
    }
}
