namespace AiGateway.Protocol.Chat;

/// <summary>A request that cannot be read, or cannot be written in the target's format without changing its meaning.</summary>
/// <param name="error">What to tell the caller; its status is a 4xx.</param>
public sealed class WireFormatException(GatewayError error) : Exception(error.Message)
{
    /// <summary>What to tell the caller.</summary>
    public GatewayError Error { get; } = error;
}
