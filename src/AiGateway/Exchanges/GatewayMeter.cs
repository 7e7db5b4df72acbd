using System.Diagnostics.Metrics;

namespace AiGateway.Exchanges;

/// <summary>The gateway's own counters, for whoever listens to <see cref="MeterName"/>.</summary>
internal sealed class GatewayMeter
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "AiGateway";

    private readonly Counter<long> _cachedTokens;
    private readonly Counter<long> _mirrored;
    private readonly Gauge<int> _storeUnavailable;
    private readonly Gauge<int> _redisUnavailable;
    private readonly Counter<long> _redisConnects;

    /// <summary>Makes the counters.</summary>
    /// <param name="meters">Makes the meter.</param>
    /// <param name="losses">The log's losses; null where nobody counts them.</param>
    public GatewayMeter(IMeterFactory meters, LogLosses? losses = null)
    {
        var meter = meters.Create(MeterName);
        _cachedTokens = meter.CreateCounter<long>("aigateway.affinity.cached_tokens", "{token}", "Prompt tokens that providers read from their caches for models with affinity.");
        _mirrored = meter.CreateCounter<long>("aigateway.mirror.requests", "{request}", "Requests drawn to be copied, by what became of the copy.");
        _storeUnavailable = meter.CreateGauge<int>("aigateway.store.unavailable", "1", "1 while the store does not answer, else 0.");
        _redisUnavailable = meter.CreateGauge<int>("aigateway.redis.unavailable", "1", "1 while Redis does not answer, else 0.");
        if (losses is not null)
        {
            meter.CreateObservableCounter("aigateway.log.failures", () => losses.Count, "{event}", "Log events that a sink could not write.");
        }

        _redisConnects = meter.CreateCounter<long>("aigateway.redis.connects", "{attempt}", "Attempts to connect to Redis, by what became of them.");
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

    /// <summary>Whether the store answers has changed.</summary>
    public void StoreUnavailable(bool isUnavailable) => _storeUnavailable.Record(isUnavailable ? 1 : 0);

    /// <summary>Whether Redis answers has changed.</summary>
    public void RedisUnavailable(bool isUnavailable) => _redisUnavailable.Record(isUnavailable ? 1 : 0);

    /// <summary>A connection to Redis was tried.</summary>
    /// <param name="outcome"><c>connected</c> or <c>failed</c>.</param>
    public void RedisConnect(string outcome) => _redisConnects.Add(1, KeyValuePair.Create<string, object?>("outcome", outcome));
}
