namespace AiGateway.Surfaces;

/// <summary>The answer of a health check.</summary>
/// <param name="Status">live, ready or stopping.</param>
/// <param name="Config">The version of the configuration in force; null where not asked for.</param>
/// <param name="Resting">How many targets and keys rest because they failed; null for none.</param>
internal sealed record HealthReport(string Status, string? Config, int? Resting = null);
