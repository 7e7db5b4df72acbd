using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>Writes what is around a chunk's delta, the same id, time and model in each.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A JSON writer over a buffer that the caller owns holds nothing to dispose of.")]
internal sealed class ChunkWriter(AnswerWriteContext context)
{
    private Utf8JsonWriter? _json;
    private JsonEncodedText _id;
    private JsonEncodedText _model;
    private long _created;
    private bool _named;

    /// <summary>Names the answer. Only the first call counts; what it leaves open is taken from the context.</summary>
    public void Name(string? id, string? model, long? created)
    {
        if (!_named)
        {
            _named = true;
            _id = JsonEncodedText.Encode(id ?? $"chatcmpl-{context.IdSeed}", JsonText.WriterOptions.Encoder);
            _model = JsonEncodedText.Encode(model ?? context.Model, JsonText.WriterOptions.Encoder);
            _created = created ?? context.Created;
        }
    }

    /// <summary>Begins a chunk, up to the inside of its delta.</summary>
    public Utf8JsonWriter Open(ChoiceState state, IBufferWriter<byte> output)
    {
        var json = OpenChunk(output);
        json.WriteStartObject();
        json.WriteNumber("index"u8, state.Index);
        json.WriteStartObject("delta"u8);
        return json;
    }

    /// <summary>Ends the chunk that <see cref="Open"/> began.</summary>
    public void Close(ChoiceState state, IBufferWriter<byte> output, FinishReason? reason, bool withLogprobs = false)
    {
        var json = _json!;
        json.WriteEndObject();
        if (withLogprobs && state.Logprobs.Count > 0)
        {
            MessageParts.WriteLogprobs(json, state.Logprobs);
            state.Logprobs.Clear();
        }
        else
        {
            json.WriteNull("logprobs"u8);
        }

        if (reason is { } said)
        {
            json.WriteString("finish_reason"u8, FinishReasons.Write(said));
        }
        else
        {
            json.WriteNull("finish_reason"u8);
        }

        json.WriteEndObject();
        json.WriteEndArray();
        if (context.IncludeUsage)
        {
            json.WriteNull("usage"u8);
        }

        CloseChunk(json, output);
    }

    /// <summary>Writes the chunk of usage, which has no choices.</summary>
    public void WriteUsage(TokenUsage usage, IBufferWriter<byte> output)
    {
        var json = OpenChunk(output);
        json.WriteEndArray();
        UsageMapping.Write(json, usage);
        CloseChunk(json, output);
    }

    private static void CloseChunk(Utf8JsonWriter json, IBufferWriter<byte> output)
    {
        json.WriteEndObject();
        json.Flush();
        output.Write("\n\n"u8);
    }

    private Utf8JsonWriter OpenChunk(IBufferWriter<byte> output)
    {
        Name(null, null, null);
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
        _json.WriteString("id"u8, _id);
        _json.WriteString("object"u8, "chat.completion.chunk"u8);
        _json.WriteNumber("created"u8, _created);
        _json.WriteString("model"u8, _model);
        _json.WriteStartArray("choices"u8);
        return _json;
    }
}
