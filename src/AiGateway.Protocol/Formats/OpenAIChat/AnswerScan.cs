using System.Text.Json;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>One pass over the top level of a whole JSON answer that goes through untouched.</summary>
internal readonly ref struct AnswerScan
{
    private AnswerScan(bool hasChoices, bool mayBeError, ReadOnlySpan<byte> usage)
    {
        HasChoices = hasChoices;
        MayBeError = mayBeError;
        Usage = usage;
    }

    /// <summary>Whether <c>choices</c> is an array with at least one element.</summary>
    public bool HasChoices { get; }

    /// <summary>Whether a field says that this is no answer.</summary>
    public bool MayBeError { get; }

    /// <summary>The bytes of the object <c>usage</c>; empty where there is none.</summary>
    public ReadOnlySpan<byte> Usage { get; }

    /// <summary>Reads a body.</summary>
    /// <exception cref="JsonException">It is no single, valid JSON object.</exception>
    public static AnswerScan Read(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("The answer is not a JSON object.");
        }

        var hasChoices = false;
        var mayBeError = false;
        ReadOnlySpan<byte> usage = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isChoices = reader.ValueTextEquals("choices"u8);
            var isUsage = reader.ValueTextEquals("usage"u8);
            var isError = reader.ValueTextEquals("error"u8);
            var isKind = reader.ValueTextEquals("object"u8);
            reader.Read();
            mayBeError |= (isError && reader.TokenType != JsonTokenType.Null) || (isKind && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("error"u8));
            var start = (int)reader.TokenStartIndex;
            var isArray = reader.TokenType == JsonTokenType.StartArray;
            var isObject = reader.TokenType == JsonTokenType.StartObject;
            reader.Skip();
            var value = body[start..(int)reader.BytesConsumed];
            hasChoices |= isChoices && isArray && value[1..^1].IndexOfAnyExcept(" \t\r\n"u8) >= 0;
            usage = isUsage && isObject ? value : usage;
        }

        // To the end, where trailing text would show.
        while (reader.Read())
        {
        }

        return new AnswerScan(hasChoices, mayBeError, usage);
    }
}
