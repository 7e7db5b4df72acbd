using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Embeddings;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.OpenAIEmbeddings;

/// <summary>Reads a provider's answer, with vectors in either encoding.</summary>
internal static class AnswerReader
{
    public static EmbeddingAnswer Read(JsonElement body)
    {
        if (body.TryGet("error", out var error))
        {
            var message = error.ValueKind == JsonValueKind.String ? error.GetString() : error.StringOrNull("message");
            return new EmbeddingAnswer { Error = new GatewayError(502, "server_error", message ?? "The provider failed.") { Code = error.StringOrNull("code") } };
        }

        if (!body.TryGet("data", out var data) || data.ValueKind != JsonValueKind.Array)
        {
            throw new JsonException("The answer has no embeddings.");
        }

        var count = data.GetArrayLength();
        var vectors = new float[count][];
        var at = 0;
        foreach (var item in data.EnumerateArray())
        {
            if (!item.TryGet("embedding", out var embedding))
            {
                throw new JsonException("The answer has an item without an embedding.");
            }

            // The order is the index's; a missing, repeated or senseless index leaves the order of the list.
            var index = item.LongOrNull("index") ?? at;
            var place = index >= 0 && index < count && vectors[index] is null ? (int)index : Array.IndexOf(vectors, null);
            vectors[place] = VectorJson.Read(embedding);
            at++;
        }

        return new EmbeddingAnswer { Model = body.StringOrNull("model"), Vectors = vectors, Usage = ReadUsage(body) };
    }

    private static TokenUsage? ReadUsage(JsonElement body) => body.TryGet("usage", out var usage) && usage.ValueKind == JsonValueKind.Object
        ? new TokenUsage { Input = usage.LongOrNull("prompt_tokens") is null ? usage.CountOrZero("total_tokens") : usage.CountOrZero("prompt_tokens"), IsSuspect = usage.HasSuspectCount() }
        : null;
}
