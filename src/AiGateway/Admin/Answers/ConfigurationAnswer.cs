namespace AiGateway.Admin.Answers;

/// <summary>The state of the configuration on this replica.</summary>
/// <param name="Version">The version in force.</param>
/// <param name="LoadedAt">Since when.</param>
/// <param name="Problems">Why the last reload was refused; empty where it was not.</param>
/// <param name="Warnings">What is doubtful in the configuration in force.</param>
/// <param name="FailedReloads">How many reloads have been refused since the start.</param>
internal sealed record ConfigurationAnswer(
    string Version, DateTimeOffset LoadedAt, IReadOnlyList<ConfigurationProblemAnswer> Problems, IReadOnlyList<ConfigurationProblemAnswer> Warnings, long FailedReloads);
