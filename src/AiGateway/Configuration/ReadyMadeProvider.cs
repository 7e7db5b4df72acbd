namespace AiGateway.Configuration;

/// <summary>A provider that appears by itself when its key is in the environment.</summary>
/// <param name="Name">Its name; for OpenAICompatible also the preset's.</param>
/// <param name="Type">What kind of upstream it is.</param>
/// <param name="KeyVariables">Environment variables that may hold its key; none means it needs no key.</param>
/// <param name="Models">Patterns that are routed to it unless the operator defines the same name.</param>
internal sealed record ReadyMadeProvider(
    string Name, ProviderType Type, IReadOnlyList<string> KeyVariables, IReadOnlyList<string> Models)
{
    /// <summary>The preset it stands for, or <see langword="null"/> for a type of its own.</summary>
    public string? Preset => Type == ProviderType.OpenAICompatible ? Name : null;
}
