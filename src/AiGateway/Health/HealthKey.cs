namespace AiGateway.Health;

/// <summary>What something is known of: a provider, a model of it, a key to it, or a model with a key.</summary>
/// <param name="Provider">The provider's name, compared without regard to case as in the configuration.</param>
/// <param name="Model">The model's name at the provider; empty for all of them.</param>
/// <param name="Key">A key's id, never the key itself; empty for all of them.</param>
internal readonly record struct HealthKey(string Provider, string Model = "", string Key = "")
{
    /// <inheritdoc/>
    public bool Equals(HealthKey other) =>
        string.Equals(Provider, other.Provider, StringComparison.OrdinalIgnoreCase)
        && string.Equals(Model, other.Model, StringComparison.Ordinal)
        && string.Equals(Key, other.Key, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(
        string.GetHashCode(Provider, StringComparison.OrdinalIgnoreCase),
        string.GetHashCode(Model, StringComparison.Ordinal),
        string.GetHashCode(Key, StringComparison.Ordinal));
}
