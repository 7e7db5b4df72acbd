using System.Diagnostics.Metrics;

namespace AiGateway.Exchanges;

/// <summary>The gateway's own counters, for whoever listens to <see cref="MeterName"/>.</summary>
internal sealed class GatewayMeter
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "AiGateway";

    private readonly Counter<long> _cachedTokens;
    private readonly Counter<long> _mirrored;

    /// <summary>Makes the counters.</summary>
    public GatewayMeter(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _cachedTokens = meter.CreateCounter<long>("aigateway.affinity.cached_tokens", "{token}", "Prompt tokens that providers read from their caches for models with affinity.");
        _mirrored = meter.CreateCounter<long>("aigateway.mirror.requests", "{request}", "Requests drawn to be copied, by what became of the copy.");
    }

    /// <summary>An answer of a model with affinity cost less because its prompt was in the provider's cache.</summary>
    /// <param name="model">The model as configured.</param>
    /// <param name="provider">The provider's name.</param>
    /// <param name="tokens">The tokens read from the cache.</param>
    public void CachedTokens(string model, string provider, long tokens) =>
        _cachedTokens.Add(tokens, KeyValuePair.Create<string, object?>("model", model), KeyValuePair.Create<string, object?>("provider", provider));

    /// <summary>A request was drawn to be copied.</summary>
    /// <param name="model">The model as configured.</param>
    /// <param name="outcome"><c>sent</c>, or <c>dropped</c> where too many copies were under way.</param>
    public void Mirrored(string model, string outcome) =>
        _mirrored.Add(1, KeyValuePair.Create<string, object?>("model", model), KeyValuePair.Create<string, object?>("outcome", outcome));
}
