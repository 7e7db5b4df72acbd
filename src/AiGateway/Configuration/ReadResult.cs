namespace AiGateway.Configuration;

/// <summary>What came of reading the configuration: the options, or everything that is wrong with it.</summary>
/// <param name="Options">The options; <see langword="null"/> when there is any problem.</param>
/// <param name="Problems">All problems found, in the order of the configuration; empty when all is well.</param>
internal sealed record ReadResult(GatewayOptions? Options, IReadOnlyList<ConfigurationProblem> Problems);
