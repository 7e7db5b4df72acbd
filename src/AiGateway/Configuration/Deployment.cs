namespace AiGateway.Configuration;

/// <summary>One target of a pool: a provider and what the model is called there. YARP knows it as a destination by <see cref="Id"/>.</summary>
/// <param name="Id">Unique within the pool.</param>
/// <param name="Target">The target as configured.</param>
/// <param name="Role">What it is for.</param>
internal sealed record Deployment(string Id, TargetOptions Target, TargetRole Role)
{
    /// <summary>The provider's name.</summary>
    public string ProviderName => Target.Provider;
}
