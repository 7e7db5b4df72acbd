namespace AiGateway.Protocol.Chat;

/// <summary>A caller's wish that the provider's prompt cache keeps the prefix that ends here (Anthropic's <c>cache_control</c>).</summary>
/// <param name="Ttl">How long, in the provider's spelling: <c>5m</c> or <c>1h</c>; null for the provider's default.</param>
public sealed record CacheHint(string? Ttl);
