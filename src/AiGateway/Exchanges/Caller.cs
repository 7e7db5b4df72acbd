namespace AiGateway.Exchanges;

/// <summary>Who makes a request, as authentication found it.</summary>
/// <param name="KeyId">The virtual key's id; <see cref="LoopbackId"/> where no key is configured.</param>
/// <param name="MayUse">Whether the caller may ask for a model by this name.</param>
internal sealed record Caller(string KeyId, Func<string, bool> MayUse)
{
    /// <summary>The id of a caller on this machine while no key is configured.</summary>
    public const string LoopbackId = "loopback";

    /// <summary>A caller on this machine while no key is configured: may use every model.</summary>
    public static Caller Loopback { get; } = new(LoopbackId, static _ => true);
}
