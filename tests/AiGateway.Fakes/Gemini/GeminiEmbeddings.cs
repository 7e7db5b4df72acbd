using System.Text.Json;
using System.Text.Json.Nodes;
using AiGateway.Fakes.Honest;
using AiGateway.Fakes.Serving;

namespace AiGateway.Fakes.Gemini;

/// <summary>Gemini's embeddings, one or many.</summary>
internal static class GeminiEmbeddings
{
    public static FixedOperation One(JsonElement body, GeminiModel model) =>
        new(new JsonObject { ["embedding"] = Vector(body, model) }.ToJsonString(WireJson.Options));

    public static FixedOperation Many(JsonElement body, GeminiModel model)
    {
        foreach (var (index, request) in body.Items("requests").Index())
        {
            if (request.Text("model") != "models/" + model.Name)
            {
                throw GeminiErrors.BadRequest($"* BatchEmbedContentsRequest.requests[{index}].model: model must be the same as the one in the path");
            }
        }

        return new FixedOperation(
            new JsonObject { ["embeddings"] = new JsonArray([.. body.Items("requests").Select(request => Vector(request, model))]) }.ToJsonString(WireJson.Options));
    }

    private static JsonObject Vector(JsonElement request, GeminiModel model)
    {
        var text = GeminiChat.TextOf(request.GetProperty("content"));
        if (text.Length == 0)
        {
            throw GeminiErrors.BadRequest("* EmbedContentRequest.content: content is empty");
        }

        var dimensions = request.Get("outputDimensionality")?.GetInt32() ?? (model.Name.StartsWith("gemini", StringComparison.Ordinal) ? 3072 : 768);
        return new JsonObject { ["values"] = new JsonArray([.. FakeVectors.For(text, dimensions).Select(value => JsonValue.Create(value))]) };
    }
}
