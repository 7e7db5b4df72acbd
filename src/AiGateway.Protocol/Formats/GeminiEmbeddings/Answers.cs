using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Embeddings;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.GeminiEmbeddings;

/// <summary>Reads and writes answers: a list of vectors, or one where one was asked for.</summary>
internal static class Answers
{
    public static EmbeddingAnswer Read(JsonElement body)
    {
        if (body.TryGet("error", out var error))
        {
            return new EmbeddingAnswer { Error = new GatewayError(502, "server_error", error.StringOrNull("message") ?? "The provider failed.") };
        }

        return new EmbeddingAnswer { Model = body.StringOrNull("modelVersion"), Vectors = ReadVectors(body), Usage = ReadUsage(body) };
    }

    public static void Write(EmbeddingAnswer answer, Utf8JsonWriter writer, EmbeddingWriteContext context)
    {
        writer.WriteStartObject();
        if (context.IsSingle && answer.Vectors.Count == 1)
        {
            writer.WritePropertyName("embedding"u8);
            WriteVector(answer.Vectors[0], writer);
        }
        else
        {
            writer.WriteStartArray("embeddings"u8);
            foreach (var vector in answer.Vectors)
            {
                WriteVector(vector, writer);
            }

            writer.WriteEndArray();
        }

        if (answer.Usage is { } usage)
        {
            writer.WriteStartObject("usageMetadata"u8);
            writer.WriteNumber("promptTokenCount"u8, usage.PromptTotal);
            writer.WriteNumber("totalTokenCount"u8, usage.Total);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static List<float[]> ReadVectors(JsonElement body)
    {
        if (body.TryGet("embedding", out var single))
        {
            return [ReadVector(single)];
        }

        if (!body.TryGet("embeddings", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            throw new JsonException("The answer has no embeddings.");
        }

        var vectors = new List<float[]>(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
        {
            vectors.Add(ReadVector(item));
        }

        return vectors;
    }

    private static float[] ReadVector(JsonElement item) =>
        item.TryGet("values", out var values) ? VectorJson.Read(values) : throw new JsonException("The answer has an embedding without values.");

    private static TokenUsage? ReadUsage(JsonElement body) =>
        body.TryGet("usageMetadata", out var usage) && usage.LongOrNull("promptTokenCount") is not null ? new TokenUsage { Input = usage.CountOrZero("promptTokenCount"), IsSuspect = usage.HasSuspectCount() } : null;

    private static void WriteVector(ReadOnlySpan<float> vector, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("values"u8);
        VectorJson.WriteArray(writer, vector);
        writer.WriteEndObject();
    }
}
