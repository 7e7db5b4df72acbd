using System.Net.Http.Headers;
using AiGateway.Protocol;
using AiGateway.Protocol.Formats.OpenAIChat;
using AiGateway.Protocol.Formats.OpenAIEmbeddings;

namespace AiGateway.Providers.OpenAI;

/// <summary>OpenAI's own API.</summary>
internal sealed class OpenAIProvider : IProvider
{
    /// <inheritdoc/>
    public Uri DefaultBaseUrl { get; } = new("https://api.openai.com/v1/");

    /// <inheritdoc/>
    public ChatDialect? Chat { get; } = new(new OpenAIChatFormat(OpenAIChatQuirks.OpenAI))
    {
        NeedsRewrite = static body => OpenAIChatQuirks.OpenAI.NeedsRewrite(body.Span),
    };

    /// <inheritdoc/>
    public EmbeddingDialect? Embeddings { get; } = new(new OpenAIEmbeddingsFormat(), IsTransparent: true);

    /// <inheritdoc/>
    public Uri BuildUri(Uri baseUrl, Operation operation, string model, bool stream) => OpenAIShaped.BuildUri(baseUrl, operation);

    /// <inheritdoc/>
    public Uri? HealthUri(Uri baseUrl) => OpenAIShaped.HealthUri(baseUrl);

    /// <inheritdoc/>
    public void Authorise(HttpRequestHeaders headers, string? key) => OpenAIShaped.Authorise(headers, key);
}
