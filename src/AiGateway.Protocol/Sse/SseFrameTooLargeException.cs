namespace AiGateway.Protocol.Sse;

/// <summary>A server-sent event grew over the limit before its end was seen.</summary>
/// <param name="limit">The limit in bytes.</param>
public sealed class SseFrameTooLargeException(int limit) : Exception($"A server-sent event is larger than {limit} bytes.");
