using System.Text.Json;
using AiGateway.Protocol.Embeddings;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.OpenAIEmbeddings;

/// <summary>Writes a request for a provider.</summary>
internal static class RequestWriter
{
    public static void Write(EmbeddingRequest request, Utf8JsonWriter writer, RequestWriteContext context, EmbeddingQuirks quirks)
    {
        var losses = context.Losses;
        if (request.Inputs.Count > quirks.MaxInputs)
        {
            throw JsonRead.Invalid("input", $"this provider takes at most {quirks.MaxInputs} inputs a call.");
        }

        writer.WriteStartObject();
        writer.WriteString("model"u8, context.TargetModel);
        WriteInputs(request.Inputs, writer, quirks);
        if (request.Dimensions is { } dimensions)
        {
            if (quirks.DimensionsField is { } name)
            {
                writer.WriteNumber(name, dimensions);
            }
            else
            {
                losses.Drop("dimensions");
            }
        }

        if (request.Encoding is { } encoding && (quirks.TakesBase64 || encoding == EmbeddingEncoding.Float))
        {
            writer.WriteString("encoding_format"u8, encoding == EmbeddingEncoding.Float ? "float"u8 : "base64"u8);
        }

        if (request.EndUser is { } user)
        {
            if (quirks.TakesUser)
            {
                writer.WriteString("user"u8, user);
            }
            else
            {
                losses.Drop("user");
            }
        }

        foreach (var (name, value) in request.Extensions)
        {
            if (request.SourceFormat != OpenAIEmbeddingsFormat.FormatName || quirks.Extensions?.Contains(name, StringComparer.Ordinal) == false)
            {
                losses.Drop(name);
                continue;
            }

            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private static void WriteInputs(IReadOnlyList<EmbeddingInput> inputs, Utf8JsonWriter writer, EmbeddingQuirks quirks)
    {
        writer.WriteStartArray("input"u8);
        foreach (var input in inputs)
        {
            switch (input)
            {
                case EmbeddingInput.Text text:
                    writer.WriteStringValue(text.Value);
                    break;
                case EmbeddingInput.Tokens when !quirks.TakesTokens:
                    throw JsonRead.Invalid("input", "this provider takes texts, not tokens.");
                case EmbeddingInput.Tokens tokens:
                    writer.WriteStartArray();
                    foreach (var id in tokens.Ids)
                    {
                        writer.WriteNumberValue(id);
                    }

                    writer.WriteEndArray();
                    break;
            }
        }

        writer.WriteEndArray();
    }
}
