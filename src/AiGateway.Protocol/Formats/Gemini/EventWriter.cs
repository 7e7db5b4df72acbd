using System.Buffers;
using System.Text;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>
/// Writes streams: a chunk for each piece of text or thought, each function call whole when its candidate ends, and one last chunk
/// with the reasons, the sources and the usage, which other formats say after the end.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "A JSON writer over a buffer holds nothing that needs giving back.")]
internal sealed class EventWriter(AnswerWriteContext context) : IAnswerStreamWriter
{
    private readonly List<PendingCall> _calls = [];
    private readonly List<ChatEvent.Finished> _finished = [];
    private readonly List<ChatEvent.Citation> _citations = [];
    private Utf8JsonWriter? _json;
    private TokenUsage? _usage;
    private string _id = context.IdSeed;
    private string _model = context.Model;

    /// <inheritdoc/>
    public void Write(ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        switch (chatEvent)
        {
            case ChatEvent.Started started:
                _id = started.Id ?? _id;
                _model = started.Model ?? _model;
                break;
            case ChatEvent.TextDelta text:
                WritePart(output, text.Choice, text, static (json, delta) => AnswerParts.Text(json, delta.Text, delta.Signature));
                break;
            case ChatEvent.RefusalDelta refusal:
                WritePart(output, refusal.Choice, refusal, static (json, delta) => AnswerParts.Text(json, delta.Text, null));
                break;
            case ChatEvent.ReasoningDelta reasoning:
                WritePart(output, reasoning.Choice, reasoning, static (json, delta) => AnswerParts.Thought(json, delta.Text, null));
                break;
            case ChatEvent.ReasoningSignature signature when AnswerParts.IsSignature(signature.Signature):
                WritePart(output, signature.Choice, signature, static (json, delta) => AnswerParts.Thought(json, "", delta.Signature));
                break;
            case ChatEvent.AudioDelta audio:
                WriteAudio(audio, output);
                break;
            case ChatEvent.ToolCallStarted call:
                _calls.Add(new PendingCall(call));
                break;
            case ChatEvent.ToolCallDelta delta:
                _calls.Find(call => call.Started.Choice == delta.Choice && call.Started.Index == delta.Index)?.Arguments.Append(delta.Arguments);
                break;
            case ChatEvent.Logprobs logprobs:
                WriteLogprobs(logprobs, output);
                break;
            case ChatEvent.Citation citation:
                _citations.Add(citation);
                break;
            case ChatEvent.Finished finished:
                FlushCalls(finished.Choice, output);
                _finished.Add(finished);
                break;
            case ChatEvent.UsageReported usage:
                _usage = usage.Usage;
                break;
        }
    }

    /// <inheritdoc/>
    public void Complete(IBufferWriter<byte> output)
    {
        // Calls that are still held belong to a choice that was cut: their arguments may be half of what was meant.
        if (_finished.Count == 0)
        {
            return;
        }

        var json = Start(output);
        foreach (var finished in _finished)
        {
            json.WriteStartObject();
            json.WriteStartObject("content"u8);
            json.WriteStartArray("parts"u8);
            AnswerParts.Text(json, "", null);
            json.WriteEndArray();
            json.WriteString("role"u8, "model"u8);
            json.WriteEndObject();
            json.WriteString("finishReason"u8, FinishReasons.Write(finished.Reason));
            json.WriteNumber("index"u8, finished.Choice);
            if (_citations.Exists(citation => citation.Choice == finished.Choice))
            {
                AnswerParts.Sources(json, _citations.Where(citation => citation.Choice == finished.Choice));
            }

            json.WriteEndObject();
        }

        End(json, output, _usage);
    }

    private void FlushCalls(int choice, IBufferWriter<byte> output)
    {
        foreach (var call in _calls)
        {
            if (call.Started.Choice == choice)
            {
                WritePart(output, choice, call, static (json, pending) => AnswerParts.Call(json, pending.ToCall()));
            }
        }

        _calls.RemoveAll(call => call.Started.Choice == choice);
    }

    private void WriteAudio(ChatEvent.AudioDelta audio, IBufferWriter<byte> output)
    {
        if (!string.IsNullOrEmpty(audio.Transcript))
        {
            WritePart(output, audio.Choice, audio.Transcript, static (json, text) => AnswerParts.Text(json, text, null));
        }

        if (!string.IsNullOrEmpty(audio.Data))
        {
            WritePart(output, audio.Choice, audio.Data, static (json, data) => AnswerParts.Sound(json, data));
        }
    }

    private void WriteLogprobs(ChatEvent.Logprobs logprobs, IBufferWriter<byte> output)
    {
        var json = Start(output);
        json.WriteStartObject();
        json.WriteNumber("index"u8, logprobs.Choice);
        LogprobsMapping.Write(json, logprobs.Tokens);
        json.WriteEndObject();
        End(json, output, null);
    }

    private void WritePart<T>(IBufferWriter<byte> output, int choice, T piece, Action<Utf8JsonWriter, T> write)
    {
        var json = Start(output);
        json.WriteStartObject();
        json.WriteStartObject("content"u8);
        json.WriteStartArray("parts"u8);
        write(json, piece);
        json.WriteEndArray();
        json.WriteString("role"u8, "model"u8);
        json.WriteEndObject();
        json.WriteNumber("index"u8, choice);
        json.WriteEndObject();
        End(json, output, null);
    }

    private Utf8JsonWriter Start(IBufferWriter<byte> output)
    {
        output.Write("data: "u8);
        if (_json is null)
        {
            _json = new Utf8JsonWriter(output, JsonText.WriterOptions);
        }
        else
        {
            _json.Reset(output);
        }

        _json.WriteStartObject();
        _json.WriteStartArray("candidates"u8);
        return _json;
    }

    private void End(Utf8JsonWriter json, IBufferWriter<byte> output, TokenUsage? usage)
    {
        json.WriteEndArray();
        AnswerParts.Tail(json, usage, _model, _id);
        json.WriteEndObject();
        json.Flush();
        output.Write("\r\n\r\n"u8);
    }

    private sealed class PendingCall(ChatEvent.ToolCallStarted started)
    {
        public ChatEvent.ToolCallStarted Started { get; } = started;

        public StringBuilder Arguments { get; } = new();

        public ChatPart.ToolCall ToCall() =>
            new(Started.Id, Started.Name, Arguments.ToString()) { IsCustom = Started.IsCustom, Signature = Started.Signature };
    }
}
