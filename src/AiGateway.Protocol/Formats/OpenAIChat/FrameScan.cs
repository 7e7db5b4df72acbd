using System.Text.Json;
using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>Reads one chunk token by token.</summary>
internal static class FrameScan
{
    /// <summary>What the chunk carries.</summary>
    /// <exception cref="JsonException">It is no JSON object.</exception>
    public static OpenAIChatFrame Read(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("Expected a JSON object.");
        }

        var kinds = OpenAIChatFrameKinds.Other;
        ulong content = 0;
        ulong finished = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("choices"u8))
            {
                reader.Read();
                kinds |= reader.TokenType == JsonTokenType.StartArray ? Choices(ref reader, ref content, ref finished) : Skip(ref reader);
            }
            else
            {
                kinds |= Field(ref reader);
            }
        }

        // Anything after the object is malformed; the reader throws.
        reader.Read();
        return new OpenAIChatFrame(kinds, content, finished);
    }

    private static OpenAIChatFrameKinds Field(ref Utf8JsonReader reader)
    {

        var isError = reader.ValueTextEquals("error"u8);
        var isUsage = reader.ValueTextEquals("usage"u8);
        var isObject = reader.ValueTextEquals("object"u8);
        var isGroq = reader.ValueTextEquals("x_groq"u8);
        reader.Read();
        if (isGroq && reader.TokenType == JsonTokenType.StartObject)
        {
            return Nested(ref reader);
        }

        var kinds = OpenAIChatFrameKinds.Other;
        if (isError && IsTruthy(reader))
        {
            kinds = OpenAIChatFrameKinds.Error;
        }
        else if (isUsage && reader.TokenType == JsonTokenType.StartObject)
        {
            kinds = OpenAIChatFrameKinds.Usage;
        }
        else if (isObject && reader.TokenType == JsonTokenType.String && (reader.ValueTextEquals("error"u8) || reader.ValueTextEquals("Error"u8)))
        {
            kinds = OpenAIChatFrameKinds.Error;
        }

        return kinds | Skip(ref reader);
    }

    /// <summary>Groq's own object, which may hold usage or an error.</summary>
    private static OpenAIChatFrameKinds Nested(ref Utf8JsonReader reader)
    {
        var kinds = OpenAIChatFrameKinds.Other;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            kinds |= Field(ref reader);
        }

        return kinds;
    }

    private static OpenAIChatFrameKinds Choices(ref Utf8JsonReader reader, ref ulong content, ref ulong finished)
    {
        var kinds = OpenAIChatFrameKinds.Other;
        for (var position = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; position++)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                Skip(ref reader);
                continue;
            }

            var index = position;
            var found = Choice(ref reader, ref index);
            var bit = 1UL << Math.Min(index, 63);
            content |= (found & OpenAIChatFrameKinds.Content) != OpenAIChatFrameKinds.Other ? bit : 0;
            finished |= (found & OpenAIChatFrameKinds.Finish) != OpenAIChatFrameKinds.Other ? bit : 0;
            kinds |= found;
        }

        return kinds;
    }

    private static OpenAIChatFrameKinds Choice(ref Utf8JsonReader reader, ref int index)
    {
        var kinds = OpenAIChatFrameKinds.Other;
        var message = OpenAIChatFrameKinds.Other;
        var hasDelta = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isDelta = reader.ValueTextEquals("delta"u8);
            if (isDelta || reader.ValueTextEquals("message"u8))
            {
                reader.Read();
                ref var target = ref isDelta ? ref kinds : ref message;
                target |= reader.TokenType == JsonTokenType.StartObject ? Delta(ref reader) : Skip(ref reader);
                hasDelta |= isDelta;
            }
            else if (reader.ValueTextEquals("finish_reason"u8))
            {
                reader.Read();
                kinds |= Finish(reader);
                Skip(ref reader);
            }
            else if (reader.ValueTextEquals("index"u8))
            {
                reader.Read();
                index = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var said) ? (int)Math.Clamp(said, 0, int.MaxValue) : index;
                Skip(ref reader);
            }
            else
            {
                kinds |= Field(ref reader);
            }
        }

        // Perplexity repeats the whole message so far beside each delta.
        return hasDelta ? kinds : kinds | message;
    }

    private static OpenAIChatFrameKinds Finish(Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String || reader.ValueTextEquals(""u8) || reader.ValueTextEquals("null"u8))
        {
            return OpenAIChatFrameKinds.Other;
        }

        if (reader.ValueTextEquals("error"u8))
        {
            return OpenAIChatFrameKinds.Error;
        }

        return reader.ValueTextEquals(FinishReasons.Write(FinishReason.ContentFilter))
            ? OpenAIChatFrameKinds.Finish | OpenAIChatFrameKinds.FinishPolicy
            : OpenAIChatFrameKinds.Finish;
    }

    private static OpenAIChatFrameKinds Delta(ref Utf8JsonReader reader)
    {
        var kinds = OpenAIChatFrameKinds.Other;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isContent = reader.ValueTextEquals("content"u8)
                || reader.ValueTextEquals("reasoning_content"u8)
                || reader.ValueTextEquals("reasoning"u8)
                || reader.ValueTextEquals("refusal"u8)
                || reader.ValueTextEquals("tool_calls"u8)
                || reader.ValueTextEquals("function_call"u8)
                || reader.ValueTextEquals("thinking_blocks"u8)
                || reader.ValueTextEquals("reasoning_details"u8);
            var isAudio = reader.ValueTextEquals("audio"u8);
            reader.Read();
            if (isAudio && reader.TokenType == JsonTokenType.StartObject)
            {
                kinds |= Audio(ref reader);
                continue;
            }

            if (isContent && IsFilled(reader))
            {
                kinds |= OpenAIChatFrameKinds.Content;
            }

            Skip(ref reader);
        }

        return kinds;
    }

    /// <summary>The first piece of a sound may be an id alone.</summary>
    private static OpenAIChatFrameKinds Audio(ref Utf8JsonReader reader)
    {
        var kinds = OpenAIChatFrameKinds.Other;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isSound = reader.ValueTextEquals("data"u8) || reader.ValueTextEquals("transcript"u8);
            reader.Read();
            if (isSound && IsFilled(reader))
            {
                kinds = OpenAIChatFrameKinds.Content;
            }

            Skip(ref reader);
        }

        return kinds;
    }

    /// <summary>A string, array or object that is not empty. The reader is a copy.</summary>
    private static bool IsFilled(Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => !reader.ValueSpan.IsEmpty,
        JsonTokenType.StartArray => reader.Read() && reader.TokenType != JsonTokenType.EndArray,
        JsonTokenType.StartObject => reader.Read() && reader.TokenType != JsonTokenType.EndObject,
        _ => false,
    };

    private static bool IsTruthy(Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => !reader.ValueSpan.IsEmpty,
        JsonTokenType.StartObject or JsonTokenType.StartArray or JsonTokenType.True => true,
        _ => false,
    };

    private static OpenAIChatFrameKinds Skip(ref Utf8JsonReader reader)
    {
        reader.Skip();
        return OpenAIChatFrameKinds.Other;
    }
}
