using System.Net.Http.Headers;
using AiGateway.Protocol;
using AiGateway.Protocol.Formats.OpenAIChat;
using AiGateway.Protocol.Formats.OpenAIEmbeddings;

namespace AiGateway.Providers.OpenAICompatible;

/// <summary>Any service with OpenAI's API at another address; what differs between them is a preset's data.</summary>
internal sealed class OpenAICompatibleProvider(Preset preset) : IProvider
{
    /// <inheritdoc/>
    public Uri DefaultBaseUrl { get; } = preset.BaseUrl;

    /// <inheritdoc/>
    public ChatDialect? Chat { get; } = new(new OpenAIChatFormat(preset.Quirks))
    {
        NeedsRewrite = body => preset.Quirks.NeedsRewrite(body.Span),
        NormaliseAnswers = preset.NormaliseAnswers,
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
