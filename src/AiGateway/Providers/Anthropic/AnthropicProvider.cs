using System.Net.Http.Headers;
using AiGateway.Protocol;
using AiGateway.Protocol.Formats.AnthropicMessages;

namespace AiGateway.Providers.Anthropic;

/// <summary>Anthropic's Messages API. It has no embeddings.</summary>
internal sealed class AnthropicProvider : IProvider
{
    private const string ApiVersion = "2023-06-01";

    /// <inheritdoc/>
    public Uri DefaultBaseUrl { get; } = new("https://api.anthropic.com/");

    /// <inheritdoc/>
    public ChatDialect? Chat { get; } = new(new AnthropicMessagesFormat());

    /// <inheritdoc/>
    public EmbeddingDialect? Embeddings => null;

    /// <inheritdoc/>
    public Uri BuildUri(Uri baseUrl, Operation operation, string model, bool stream) => new(baseUrl, "v1/messages");

    /// <inheritdoc/>
    public Uri? HealthUri(Uri baseUrl) => new(baseUrl, "v1/models?limit=1");

    /// <inheritdoc/>
    public void Authorise(HttpRequestHeaders headers, string? key)
    {
        headers.TryAddWithoutValidation("anthropic-version", ApiVersion);
        if (key is not null)
        {
            headers.Add("x-api-key", key);
        }
    }
}
