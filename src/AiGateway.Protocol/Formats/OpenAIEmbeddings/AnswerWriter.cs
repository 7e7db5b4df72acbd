using System.Text.Json;
using AiGateway.Protocol.Embeddings;

namespace AiGateway.Protocol.Formats.OpenAIEmbeddings;

/// <summary>Writes an answer for a caller.</summary>
internal static class AnswerWriter
{
    public static void Write(EmbeddingAnswer answer, Utf8JsonWriter writer, EmbeddingWriteContext context)
    {
        writer.WriteStartObject();
        writer.WriteString("object"u8, "list"u8);
        writer.WriteStartArray("data"u8);
        for (var index = 0; index < answer.Vectors.Count; index++)
        {
            writer.WriteStartObject();
            writer.WriteString("object"u8, "embedding"u8);
            writer.WriteNumber("index"u8, index);
            writer.WritePropertyName("embedding"u8);
            if (context.Encoding == EmbeddingEncoding.Base64)
            {
                VectorJson.WriteBase64(writer, answer.Vectors[index]);
            }
            else
            {
                VectorJson.WriteArray(writer, answer.Vectors[index]);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("model"u8, answer.Model ?? context.Model);

        // The SDKs' types require it.
        writer.WriteStartObject("usage"u8);
        writer.WriteNumber("prompt_tokens"u8, answer.Usage?.PromptTotal ?? 0);
        writer.WriteNumber("total_tokens"u8, answer.Usage?.Total ?? 0);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
