using System.Text.Json;
using AiGateway.Protocol.Embeddings;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.GeminiEmbeddings;

/// <summary>Reads a caller's <c>batchEmbedContents</c> or <c>embedContent</c> request, in camelCase or snake_case.</summary>
internal static class RequestReader
{
    public static EmbeddingRequest Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw JsonRead.WrongType("body", "an object", body);
        }

        if (!body.TryGet("requests", out _))
        {
            return ReadOne(body, "") with { IsSingle = true };
        }

        EmbeddingRequest? first = null;
        var inputs = new List<EmbeddingInput>();
        foreach (var item in body.OptionalArray("requests", ""))
        {
            var path = $"requests[{inputs.Count}]";
            if (item.ValueKind != JsonValueKind.Object)
            {
                throw JsonRead.WrongType(path, "an object", item);
            }

            var request = ReadOne(item, path);
            first ??= request;
            inputs.AddRange(request.Inputs);
            if (!Alike(first, request))
            {
                throw JsonRead.Invalid(path, "all requests of a batch must have the same model, taskType, title and outputDimensionality here.");
            }
        }

        return first is null ? throw JsonRead.Invalid("requests", "at least one is needed.") : first with { Inputs = inputs };
    }

    private static EmbeddingRequest ReadOne(JsonElement body, string path)
    {
        var extensions = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var field in body.EnumerateObject())
        {
            if (field.Value.ValueKind != JsonValueKind.Null && field.Name is not ("model" or "content" or "outputDimensionality" or "output_dimensionality"))
            {
                extensions[field.Name == "task_type" ? "taskType" : field.Name] = field.Value;
            }
        }

        var model = body.OptionalString("model", path) ?? "";
        return new EmbeddingRequest
        {
            Model = model.StartsWith("models/", StringComparison.Ordinal) ? model[7..] : model,
            Inputs = [new EmbeddingInput.Text(ReadText(body, path))],
            Dimensions = (int?)(body.OptionalLong("outputDimensionality", path, 1, int.MaxValue) ?? body.OptionalLong("output_dimensionality", path, 1, int.MaxValue)),
            Extensions = extensions,
            SourceFormat = GeminiEmbeddingsFormat.FormatName,
        };
    }

    private static string ReadText(JsonElement body, string path)
    {
        var contentPath = JsonRead.Join(path, "content");
        var content = body.OptionalObject("content", path) ?? throw JsonRead.Missing(contentPath);
        if (!content.TryGet("parts", out var parts))
        {
            throw JsonRead.Missing(JsonRead.Join(contentPath, "parts"));
        }

        // One part may stand without a list, as Google's own parser takes it.
        if (parts.ValueKind == JsonValueKind.Object)
        {
            return parts.RequiredString("text", JsonRead.Join(contentPath, "parts"));
        }

        var texts = new List<string>();
        foreach (var part in content.OptionalArray("parts", contentPath))
        {
            texts.Add(part.RequiredString("text", $"{contentPath}.parts[{texts.Count}]"));
        }

        return texts.Count > 0 ? string.Concat(texts) : throw JsonRead.Invalid($"{contentPath}.parts", "at least one is needed.");
    }

    private static bool Alike(EmbeddingRequest one, EmbeddingRequest other) =>
        one.Model == other.Model && one.Dimensions == other.Dimensions && one.Extensions.Count == other.Extensions.Count
        && one.Extensions.All(field => other.Extensions.TryGetValue(field.Key, out var value) && JsonElement.DeepEquals(field.Value, value));
}
