using System.Net.Http.Headers;
using AiGateway.Protocol;

namespace AiGateway.Providers;

/// <summary>The paths and the credential that every provider with OpenAI's API shares.</summary>
internal static class OpenAIShaped
{
    /// <summary>The address of a call: the model is in the body.</summary>
    public static Uri BuildUri(Uri baseUrl, Operation operation) => new(baseUrl, operation switch
    {
        Operation.Chat => "chat/completions",
        Operation.Embeddings => "embeddings",
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, "No path for this operation."),
    });

    /// <summary>The address of the list of models.</summary>
    public static Uri HealthUri(Uri baseUrl) => new(baseUrl, "models");

    /// <summary>Adds the key as a bearer token; nothing where there is none, as with local servers.</summary>
    public static void Authorise(HttpRequestHeaders headers, string? key)
    {
        if (key is not null)
        {
            headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }
    }
}
