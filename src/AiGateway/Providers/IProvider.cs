using System.Net.Http.Headers;
using AiGateway.Protocol;

namespace AiGateway.Providers;

/// <summary>A kind of upstream: its addresses, its format for each operation, and how it wants to be authorised. Stateless.</summary>
internal interface IProvider
{
    /// <summary>The address that requests go to where the configuration names none; ends in a slash.</summary>
    Uri DefaultBaseUrl { get; }

    /// <summary>The chat format it speaks; null where it has none.</summary>
    ChatDialect? Chat { get; }

    /// <summary>The embedding format it speaks; null where it has none.</summary>
    EmbeddingDialect? Embeddings { get; }

    /// <summary>Models that it is known to have whatever the configuration says.</summary>
    IEnumerable<string> KnownModels => [];

    /// <summary>The address of one call.</summary>
    /// <param name="baseUrl">The provider's base address, ending in a slash.</param>
    /// <param name="operation">What is asked for.</param>
    /// <param name="model">The model's name at the provider, already checked by <see cref="ModelNames"/>.</param>
    /// <param name="stream">Whether a stream is asked for.</param>
    Uri BuildUri(Uri baseUrl, Operation operation, string model, bool stream);

    /// <summary>The address of a list that costs nothing to read and tells whether the provider is there; null where it has none.</summary>
    /// <param name="baseUrl">The provider's base address, ending in a slash.</param>
    Uri? HealthUri(Uri baseUrl);

    /// <summary>Adds the credential and the provider's own fixed headers.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="key">The key, or null where the provider has none.</param>
    void Authorise(HttpRequestHeaders headers, string? key);
}
