namespace AiGateway.Authentication;

/// <summary>Marks a request whose caller's address a proxy has told: it did not come from this machine, whatever that address is.</summary>
internal sealed class ForwardedCaller;
