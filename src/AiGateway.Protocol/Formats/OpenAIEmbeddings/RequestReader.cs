using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Embeddings;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Formats.OpenAIEmbeddings;

/// <summary>Reads a caller's request.</summary>
internal static class RequestReader
{
    private const int MaxInputs = 2048;

    public static EmbeddingRequest Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw JsonRead.WrongType("body", "an object", body);
        }

        return new EmbeddingRequest
        {
            Model = body.RequiredString("model", ""),
            Inputs = ReadInputs(body),
            Dimensions = (int?)body.OptionalLong("dimensions", "", 1, int.MaxValue),
            Encoding = body.OptionalString("encoding_format", "") switch
            {
                null => null,
                "float" => EmbeddingEncoding.Float,
                "base64" => EmbeddingEncoding.Base64,
                _ => throw JsonRead.Invalid("encoding_format", "expected float or base64."),
            },
            EndUser = body.OptionalString("user", ""),
            Extensions = body.EnumerateObject()
                .Where(static field => field.Name is not ("model" or "input" or "dimensions" or "encoding_format" or "user") && field.Value.ValueKind != JsonValueKind.Null)
                .ToDictionary(static field => field.Name, static field => field.Value, StringComparer.Ordinal),
            SourceFormat = OpenAIEmbeddingsFormat.FormatName,
        };
    }

    private static List<EmbeddingInput> ReadInputs(JsonElement body)
    {
        if (!body.TryGet("input", out var input))
        {
            throw JsonRead.Missing("input");
        }

        switch (input.ValueKind)
        {
            case JsonValueKind.String:
                return [new EmbeddingInput.Text(input.GetString()!)];
            case not JsonValueKind.Array:
                throw JsonRead.WrongType("input", "a string or an array", input);
        }

        var count = input.GetArrayLength();
        if (count == 0)
        {
            throw new WireFormatException(GatewayError.InvalidRequest("Invalid 'input': empty array. Expected an array with minimum length 1.", "input", "empty_array"));
        }

        if (input[0].ValueKind == JsonValueKind.Number)
        {
            return [ReadTokens(input, "input")];
        }

        if (count > MaxInputs)
        {
            throw JsonRead.Invalid("input", "an array may have at most 2048 inputs.");
        }

        var texts = input[0].ValueKind == JsonValueKind.String;
        var inputs = new List<EmbeddingInput>(count);
        foreach (var item in input.EnumerateArray())
        {
            var path = $"input[{inputs.Count}]";
            inputs.Add(texts
                ? new EmbeddingInput.Text(item.ValueKind == JsonValueKind.String ? item.GetString()! : throw JsonRead.WrongType(path, "a string", item))
                : ReadTokens(item, path));
        }

        return inputs;
    }

    private static EmbeddingInput.Tokens ReadTokens(JsonElement list, string path)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            throw JsonRead.WrongType(path, "a string or an array of tokens", list);
        }

        var ids = new int[list.GetArrayLength()];
        var at = 0;
        foreach (var item in list.EnumerateArray())
        {
            ids[at] = item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var id) && id >= 0 ? id : throw JsonRead.WrongType($"{path}[{at}]", "a token", item);
            at++;
        }

        return new EmbeddingInput.Tokens(ids);
    }
}
