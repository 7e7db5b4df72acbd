using System.Text.Json;
using System.Text.Json.Nodes;
using AiGateway.Fakes.Honest;
using AiGateway.Fakes.Schema;
using AiGateway.Fakes.Serving;
using static AiGateway.Fakes.Schema.Field;
using static AiGateway.Fakes.Schema.Shape;

namespace AiGateway.Fakes.OpenAI;

/// <summary>OpenAI's embeddings.</summary>
internal static class OpenAIEmbeddings
{
    private const int MaxInputs = 2048;

    public static readonly Shape Schema = Object(
        Must("model", Text(1)),
        Must("input", Either(Text(1), List(Either(Text(1), Int(0), List(Int(0), min: 1)), min: 1, max: MaxInputs))),
        May("encoding_format", OneOf("float", "base64")),
        May("dimensions", Int(1)),
        May("user", Text()));

    public static FixedOperation Open(JsonElement body, ProviderState state)
    {
        var model = body.GetProperty("model").GetString()!;
        if (!model.Contains("embedding", StringComparison.Ordinal) && state.Strict)
        {
            throw OpenAIErrors.BadRequest($"The model `{model}` does not support embeddings.", "model", "unsupported_model");
        }

        var inputs = Inputs(body.GetProperty("input"));
        var tokens = inputs.Sum(input => input.Tokens);
        if (tokens > state.ContextTokens)
        {
            throw OpenAIErrors.BadRequest($"This model's maximum context length is {state.ContextTokens} tokens, however you requested {tokens} tokens.", null, "context_length_exceeded");
        }

        var data = new JsonArray();
        foreach (var (index, input) in inputs.Index())
        {
            var vector = FakeVectors.For(input.Text, Dimensions(body, model));
            JsonNode written = body.Get("encoding_format")?.GetString() == "base64"
                ? JsonValue.Create(FakeVectors.Base64(vector))
                : new JsonArray([.. vector.Select(value => JsonValue.Create(value))]);
            data.Add(new JsonObject { ["object"] = "embedding", ["index"] = index, ["embedding"] = written });
        }

        return new FixedOperation(new JsonObject
        {
            ["object"] = "list",
            ["data"] = data,
            ["model"] = model,
            ["usage"] = new JsonObject { ["prompt_tokens"] = tokens, ["total_tokens"] = tokens },
        }.ToJsonString(WireJson.Options));
    }

    private static int Dimensions(JsonElement body, string model)
    {
        var full = model.EndsWith("-large", StringComparison.Ordinal) ? 3072 : 1536;
        if (body.Get("dimensions")?.GetInt32() is not { } wanted)
        {
            return full;
        }

        if (model == "text-embedding-ada-002")
        {
            throw OpenAIErrors.BadRequest("This model does not support specifying dimensions.", "dimensions");
        }

        return wanted <= full ? wanted : throw OpenAIErrors.BadRequest($"Invalid value for 'dimensions' = {wanted}. Must be less than or equal to {full}.", "dimensions", "invalid_value");
    }

    private static List<(string Text, int Tokens)> Inputs(JsonElement input)
    {
        if (input.ValueKind == JsonValueKind.String)
        {
            return [Spoken(input)];
        }

        // A list of numbers is one input given as tokens; a list of lists is several.
        return input[0].ValueKind == JsonValueKind.Number ? [Counted(input)] : [.. input.EnumerateArray().Select(each => each.ValueKind == JsonValueKind.String ? Spoken(each) : Counted(each))];
    }

    private static (string Text, int Tokens) Spoken(JsonElement text) => (text.GetString()!, FakeTokens.Count(text.GetString()!));

    private static (string Text, int Tokens) Counted(JsonElement tokens) => (tokens.GetRawText(), tokens.GetArrayLength());
}
