using AiGateway.Configuration.Reloading;

namespace AiGateway.Management;

/// <summary>Knows which secrets of the store the configuration in force refers to.</summary>
internal sealed class SecretReferences(AcceptedConfiguration accepted)
{
    private const string Scheme = "store:";

    /// <summary>The paths of the fields that say <c>store:NAME</c>.</summary>
    public IReadOnlyList<string> PathsOf(string name) =>
        [.. accepted.Root.AsEnumerable().Where(pair => pair.Value == Scheme + name).Select(static pair => pair.Key).Order(StringComparer.Ordinal)];
}
