using System.Text.Json;
using System.Text.Json.Nodes;
using AiGateway.Fakes.Honest;
using AiGateway.Fakes.Serving;

namespace AiGateway.Fakes.Mistral;

/// <summary>Mistral's embeddings.</summary>
internal static class MistralEmbeddings
{
    public static FixedOperation Open(JsonElement body, ProviderState state)
    {
        var model = body.Text("model")!;
        var inputs = body.Text("input") is { } one ? [one] : body.Items("input").Select(input => input.GetString()!).ToList();
        var wanted = body.Get("output_dimension")?.GetInt32();
        if (wanted is not null && model == "mistral-embed")
        {
            throw MistralErrors.BadRequest("This model does not support output_dimension.");
        }

        var base64 = body.Text("encoding_format") == "base64";
        var vectors = inputs.Select(input => FakeVectors.For(input, wanted ?? (model == "mistral-embed" ? 1024 : 1536)));
        var tokens = inputs.Sum(FakeTokens.Count);
        return new FixedOperation(new JsonObject
        {
            ["id"] = state.NextId("fake", 28),
            ["object"] = "list",
            ["data"] = new JsonArray([.. vectors.Select((vector, index) => new JsonObject
            {
                ["object"] = "embedding",
                ["embedding"] = base64 ? JsonValue.Create(FakeVectors.Base64(vector)) : new JsonArray([.. vector.Select(value => JsonValue.Create(value))]),
                ["index"] = index,
            })]),
            ["model"] = model,
            ["usage"] = new JsonObject { ["prompt_tokens"] = tokens, ["total_tokens"] = tokens, ["completion_tokens"] = 0 },
        }.ToJsonString(WireJson.Options));
    }
}
