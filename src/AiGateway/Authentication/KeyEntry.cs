using System.Security.Cryptography;
using AiGateway.Configuration;
using AiGateway.Secrets;
using AiGateway.Storage;

namespace AiGateway.Authentication;

/// <summary>One key as the request path needs it, from the configuration or from the store.</summary>
internal sealed class KeyEntry
{
    private const int DigestLength = 32;

    // What the key allows as it was last worked out; again when the configuration or an owner has changed.
    private KeyGrant? _grant;

    private KeyEntry(string id) => Id = id;

    /// <summary>What logs and metrics show: the configuration's id, or the public id of a key of the store.</summary>
    public string Id { get; }

    /// <summary>What people call it; null for nothing.</summary>
    public string? Name { get; private init; }

    /// <summary>Its team; null for none.</summary>
    public string? Team { get; private init; }

    /// <summary>Its user; null for none.</summary>
    public string? User { get; private init; }

    /// <summary>Its own tags.</summary>
    public IReadOnlyList<string> Tags { get; private init; } = [];

    /// <summary>The names it may ask for; empty for all.</summary>
    public IReadOnlyList<string> Models { get; private init; } = [];

    /// <summary>The surfaces it may use; empty for all.</summary>
    public IReadOnlyList<string> Surfaces { get; private init; } = [];

    /// <summary>The networks it may be used from; empty for all.</summary>
    public IReadOnlyList<string> Networks { get; private init; } = [];

    /// <summary>When it ends; null for never.</summary>
    public DateTimeOffset? Expires { get; private init; }

    /// <summary>Whether it is switched on.</summary>
    public bool Enabled { get; private init; } = true;

    /// <summary>Whether it was revoked.</summary>
    public bool IsRevoked { get; private init; }

    /// <summary>Whether it is one of the store's.</summary>
    public bool IsStored { get; private init; }

    /// <summary>Which of two readings of a stored key is the later.</summary>
    public long Version { get; private init; }

    /// <summary>The pepper its digest was made under; null for a key whose value the configuration holds.</summary>
    public string? PepperId { get; private init; }

    private byte[] Digest { get; init; } = [];

    private string? PreviousPepperId { get; init; }

    private byte[]? PreviousDigest { get; init; }

    private DateTimeOffset? PreviousUntil { get; init; }

    /// <summary>A key of the configuration.</summary>
    /// <param name="key">The key.</param>
    /// <param name="hash">Its hash; null for one whose value is there.</param>
    public static KeyEntry Of(VirtualKeyOptions key, KeyHash? hash) => new(key.Id)
    {
        Name = key.Name,
        Team = key.Team,
        User = key.User,
        Tags = key.Tags,
        Models = key.Models,
        Surfaces = key.Surfaces,
        Networks = key.Networks,
        Expires = key.Expires,
        Enabled = key.Enabled,
        PepperId = hash?.PepperId,
        Digest = hash?.Digest ?? [],
    };

    /// <summary>A key of the store.</summary>
    public static KeyEntry Of(StoredKey key) => new(key.Id)
    {
        Name = key.Name,
        Team = key.Team,
        User = key.User,
        Tags = key.Tags,
        Models = key.Models,
        Surfaces = key.Surfaces,
        Networks = key.Networks,
        Expires = key.ExpiresAt,
        Enabled = key.Enabled,
        IsRevoked = key.RevokedAt is not null,
        IsStored = true,
        Version = key.Version,
        PepperId = key.PepperId,
        Digest = key.Digest,
        PreviousPepperId = key.PreviousPepperId,
        PreviousDigest = key.PreviousDigest,
        PreviousUntil = key.PreviousUntil,
    };

    /// <summary>An entry that nothing matches, for doing the same work where there is none.</summary>
    public static KeyEntry Dummy(string pepperId) => new("") { PepperId = pepperId, Digest = RandomNumberGenerator.GetBytes(DigestLength) };

    /// <summary>Whether the key that was presented is this one, or was before its last rotation and still counts. Takes the same time for every other.</summary>
    public bool Matches(KeyRing ring, ReadOnlySpan<char> presented, DateTimeOffset now)
    {
        Span<byte> digest = stackalloc byte[DigestLength];
        var isKnown = PepperId is not null && ring.TryDigest(KeyPurpose.VirtualKey, PepperId, presented, digest);
        if (isKnown && CryptographicOperations.FixedTimeEquals(digest, Digest))
        {
            return true;
        }

        if (PreviousDigest is null || now >= PreviousUntil)
        {
            return false;
        }

        return (PreviousPepperId == PepperId ? isKnown : PreviousPepperId is not null && ring.TryDigest(KeyPurpose.VirtualKey, PreviousPepperId, presented, digest))
            && CryptographicOperations.FixedTimeEquals(digest, PreviousDigest);
    }

    /// <summary>What the key allows.</summary>
    public KeyGrant Grant(VirtualKeyIndex index, StoredOwners owners)
    {
        var grant = Volatile.Read(ref _grant);
        if (grant is null || !grant.IsOf(index, owners))
        {
            grant = new KeyGrant(this, index, owners);
            Volatile.Write(ref _grant, grant);
        }

        return grant;
    }
}
