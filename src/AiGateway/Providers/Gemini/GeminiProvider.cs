using System.Net.Http.Headers;
using AiGateway.Protocol;
using AiGateway.Protocol.Formats.Gemini;
using AiGateway.Protocol.Formats.GeminiEmbeddings;

namespace AiGateway.Providers.Gemini;

/// <summary>Google's Gemini API with AI Studio keys. The model is part of the address.</summary>
internal sealed class GeminiProvider : IProvider
{
    /// <inheritdoc/>
    public Uri DefaultBaseUrl { get; } = new("https://generativelanguage.googleapis.com/v1beta/");

    /// <inheritdoc/>
    public ChatDialect? Chat { get; } = new(new GeminiFormat());

    /// <inheritdoc/>
    public EmbeddingDialect? Embeddings { get; } = new(new GeminiEmbeddingsFormat(), IsTransparent: false);

    /// <inheritdoc/>
    public Uri BuildUri(Uri baseUrl, Operation operation, string model, bool stream)
    {
        var method = (operation, stream) switch
        {
            (Operation.Chat, true) => "streamGenerateContent?alt=sse",
            (Operation.Chat, false) => "generateContent",
            (Operation.Embeddings, _) => "batchEmbedContents",
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "No path for this operation."),
        };
        return new Uri(baseUrl, $"models/{ModelNames.ToPath(model)}:{method}");
    }

    /// <inheritdoc/>
    public Uri? HealthUri(Uri baseUrl) => new(baseUrl, "models?pageSize=1");

    /// <inheritdoc/>
    public void Authorise(HttpRequestHeaders headers, string? key)
    {
        if (key is not null)
        {
            headers.Add("x-goog-api-key", key);
        }
    }
}
