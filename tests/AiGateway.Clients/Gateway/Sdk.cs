namespace AiGateway.Clients.Gateway;

/// <summary>Which of OpenAI's SDKs is used.</summary>
public enum Sdk
{
    /// <summary>npm's <c>openai</c>.</summary>
    Npm,

    /// <summary>NuGet's <c>OpenAI</c>.</summary>
    NuGet,
}
