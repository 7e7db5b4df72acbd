namespace AiGateway.Exchanges;

/// <summary>Who makes a request, as authentication found it.</summary>
/// <param name="KeyId">The virtual key's id, or the token's subject for a JWT; <see cref="LoopbackId"/> where no key is configured.</param>
/// <param name="MayUse">Whether the caller may ask for a model by this name: the key, its team and its user must all allow it.</param>
internal sealed record Caller(string KeyId, Func<string, bool> MayUse)
{
    /// <summary>The id of a caller on this machine while no key is configured.</summary>
    public const string LoopbackId = "loopback";

    /// <summary>A caller on this machine while no key is configured: may use every model.</summary>
    public static Caller Loopback { get; } = new(LoopbackId, static _ => true);

    /// <summary>What people call the key; null where it has no name beside its id.</summary>
    public string? KeyName { get; init; }

    /// <summary>The id of the team the key belongs to; null for none.</summary>
    public string? Team { get; init; }

    /// <summary>The id of the user the key belongs to; null for none, in which case the request may name its own.</summary>
    public string? User { get; init; }

    /// <summary>Tags of key, team and user, to which the request's own are added.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Whether the caller may use a surface, by its <see cref="Surface.Id"/>.</summary>
    public Func<string, bool> MayUseSurface { get; init; } = static _ => true;

    /// <summary>Who it is that forbids a model which <see cref="MayUse"/> denies: <c>key</c>, <c>team</c>, <c>user</c> or <c>token</c>.</summary>
    public Func<string, string> Forbidder { get; init; } = static _ => "key";
}
