using OpenAI.Embeddings;
using OpenAI.Models;

namespace AiGateway.Clients.Gateway;

/// <summary>What NuGet's SDK does besides chat.</summary>
internal static class NuGetOthers
{
    private static readonly string[] Inputs = ["first text", "second text"];

    public static async Task<object> EmbeddingsAsync(EmbeddingClient client)
    {
        // The SDK asks for base64 itself; floats come by the raw request.
        var decoded = (await client.GenerateEmbeddingsAsync(Inputs)).Value;
        var options = new EmbeddingGenerationOptions();
        options.Patch.Set("$.encoding_format"u8, "float");
        var floats = (await client.GenerateEmbeddingsAsync(Inputs, options)).Value;
        var vectors = decoded.Select(item => item.ToFloats().ToArray()).ToArray();
        var others = floats.Select(item => item.ToFloats().ToArray()).ToArray();
        return new
        {
            lengths = vectors.Select(vector => vector.Length),
            indexes = decoded.Select(item => item.Index),
            distance = vectors.Zip(others).Max(pair => pair.First.Zip(pair.Second).Max(each => Math.Abs(each.First - each.Second))),
            apart = !others[0].SequenceEqual(others[1]),
            input = floats.Usage.InputTokenCount,
        };
    }

    public static async Task<object> ModelsAsync(OpenAIModelClient client, string model)
    {
        var one = (await client.GetModelAsync(model)).Value.Id;
        return new { ids = (await client.GetModelsAsync()).Value.Select(each => each.Id), one };
    }
}
