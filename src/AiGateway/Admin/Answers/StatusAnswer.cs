namespace AiGateway.Admin.Answers;

/// <summary>How this replica is.</summary>
/// <param name="Version">The program's version.</param>
/// <param name="Machine">The machine's name.</param>
/// <param name="StartedAt">When the admin API started.</param>
/// <param name="UptimeSeconds">How long ago that is.</param>
/// <param name="Configuration">The version of the configuration in force.</param>
/// <param name="Store">How the store is.</param>
/// <param name="Redis">Whether Redis is connected; null where none is configured.</param>
/// <param name="Resting">How many targets and keys rest because they failed.</param>
/// <param name="Counts">How many of each thing there are in the store; null where it does not answer.</param>
internal sealed record StatusAnswer(
    string Version, string Machine, DateTimeOffset StartedAt, double UptimeSeconds, string Configuration, StoreAnswer Store, bool? Redis, int Resting, CountsAnswer? Counts);
