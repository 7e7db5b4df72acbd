namespace AiGateway.Surfaces;

/// <summary>The answer of a health check.</summary>
/// <param name="Status">live, ready or stopping.</param>
/// <param name="Config">The version of the configuration in force; null where not asked for.</param>
/// <param name="Resting">How many targets and keys rest because they failed; null for none.</param>
/// <param name="Store">ok, starting (nothing is loaded yet) or unavailable; null where there is no store.</param>
/// <param name="Redis">ok or unavailable; null where no Redis is configured.</param>
/// <param name="LogFailures">How many log events could not be written since the start; null for none.</param>
internal sealed record HealthReport(string Status, string? Config, int? Resting = null, string? Store = null, string? Redis = null, long? LogFailures = null);
