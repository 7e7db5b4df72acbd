namespace AiGateway.Exchanges;

/// <summary>Every address of a provider's host lies in a network that the provider's configuration does not allow.</summary>
/// <param name="host">The host's name.</param>
internal sealed class AddressRefusedException(string host) : IOException($"The host '{host}' has no address that may be connected to.");
