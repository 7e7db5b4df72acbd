namespace AiGateway.Clients.Gateway;

/// <summary>One thing that an application does with an SDK.</summary>
/// <param name="Operation">The operation's name; both SDKs know the same ones.</param>
/// <param name="BaseUrl">What the SDK gets as base URL.</param>
/// <param name="Key">What the SDK gets as API key.</param>
/// <param name="Model">The model to ask for.</param>
public sealed record SdkCall(string Operation, Uri BaseUrl, string Key, string Model)
{
    /// <summary>The user's text, where the operation has no text of its own.</summary>
    public string Prompt { get; init; } = "Hello there, gateway";

    /// <summary>How often the SDK may repeat a request on its own.</summary>
    public int MaxRetries { get; init; }

    /// <summary>The SDK's own timeout; null for its default.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The reasoning effort to ask for; null for none.</summary>
    public string? Effort { get; init; }
}
