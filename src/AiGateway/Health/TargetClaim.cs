namespace AiGateway.Health;

/// <summary>The right to ask a target, to be settled once by <see cref="TargetHealth"/>.</summary>
/// <param name="Provider">The provider's name.</param>
/// <param name="Model">The model's name there.</param>
/// <param name="ProviderTrial">Whether the call is the one that tries the provider after its rest.</param>
/// <param name="ModelTrial">Whether the call is the one that tries the model after its rest.</param>
internal readonly record struct TargetClaim(string Provider, string Model, bool ProviderTrial, bool ModelTrial)
{
    /// <summary>What the provider is known by.</summary>
    public HealthKey ProviderKey => new(Provider);

    /// <summary>What the model at the provider is known by.</summary>
    public HealthKey ModelKey => new(Provider, Model);
}
