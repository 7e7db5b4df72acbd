using System.Text.Json;
using AiGateway.Protocol.Embeddings;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.GeminiEmbeddings;

/// <summary>Writes a <c>batchEmbedContents</c> request.</summary>
internal static class RequestWriter
{
    public static void Write(EmbeddingRequest request, Utf8JsonWriter writer, RequestWriteContext context)
    {
        if (request.Inputs.Count > GeminiEmbeddingsFormat.Limit)
        {
            throw JsonRead.Invalid("input", $"this provider takes at most {GeminiEmbeddingsFormat.Limit} inputs a call.");
        }

        var own = request.SourceFormat == GeminiEmbeddingsFormat.FormatName;
        var model = context.TargetModel.StartsWith("models/", StringComparison.Ordinal) ? context.TargetModel : $"models/{context.TargetModel}";
        writer.WriteStartObject();
        writer.WriteStartArray("requests"u8);
        foreach (var input in request.Inputs)
        {
            if (input is not EmbeddingInput.Text text)
            {
                throw JsonRead.Invalid("input", "this provider takes texts, not tokens.");
            }

            writer.WriteStartObject();
            writer.WriteString("model"u8, model);
            writer.WriteStartObject("content"u8);
            writer.WriteStartArray("parts"u8);
            writer.WriteStartObject();
            writer.WriteString("text"u8, text.Value);
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
            if (request.Dimensions is { } dimensions)
            {
                writer.WriteNumber("outputDimensionality"u8, dimensions);
            }

            foreach (var (name, value) in request.Extensions.Where(_ => own))
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        ReportLosses(request, own, context.Losses);
    }

    private static void ReportLosses(EmbeddingRequest request, bool own, LossReport losses)
    {
        if (request.EndUser is not null)
        {
            losses.Drop("user");
        }

        foreach (var name in request.Extensions.Keys.Where(_ => !own))
        {
            losses.Drop(name);
        }
    }
}
