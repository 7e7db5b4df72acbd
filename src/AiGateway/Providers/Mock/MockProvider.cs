using System.Net.Http.Headers;
using AiGateway.Protocol;
using AiGateway.Protocol.Formats.OpenAIChat;
using AiGateway.Protocol.Formats.OpenAIEmbeddings;

namespace AiGateway.Providers.Mock;

/// <summary>The built-in provider, answered by <see cref="MockHandler"/> in this process: speaks OpenAI's format without an account.</summary>
internal sealed class MockProvider : IProvider
{
    /// <inheritdoc/>
    public Uri DefaultBaseUrl { get; } = new("http://mock.invalid/v1/");

    /// <inheritdoc/>
    public ChatDialect? Chat { get; } = new(new OpenAIChatFormat());

    /// <inheritdoc/>
    public EmbeddingDialect? Embeddings { get; } = new(new OpenAIEmbeddingsFormat(), IsTransparent: true);

    /// <inheritdoc/>
    public IEnumerable<string> KnownModels => MockScenarios.All.Select(static scenario => scenario.Name);

    /// <inheritdoc/>
    public Uri BuildUri(Uri baseUrl, Operation operation, string model, bool stream) => OpenAIShaped.BuildUri(baseUrl, operation);

    /// <inheritdoc/>
    public Uri? HealthUri(Uri baseUrl) => null;

    /// <inheritdoc/>
    public void Authorise(HttpRequestHeaders headers, string? key) => OpenAIShaped.Authorise(headers, key);
}
