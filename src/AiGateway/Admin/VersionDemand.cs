namespace AiGateway.Admin;

/// <summary>That an endpoint takes the version that a change is meant for, as its metadata.</summary>
/// <param name="Required">Whether it refuses a request that does not name one.</param>
internal sealed record VersionDemand(bool Required);
