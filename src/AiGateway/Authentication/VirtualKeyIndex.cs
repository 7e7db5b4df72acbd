using System.Security.Cryptography;
using AiGateway.Configuration;
using AiGateway.Secrets;

namespace AiGateway.Authentication;

/// <summary>The configuration's keys and teams of one snapshot, and the peppers in force.</summary>
/// <remarks>A key whose value is there is found by its digest under a secret of this process, so that timing tells nothing of it; one whose hash is there by its public id.</remarks>
internal sealed class VirtualKeyIndex
{
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(KeyDerivation.Length);
    private readonly Dictionary<long, (byte[] Digest, KeyEntry Entry)> _byValue = [];
    private readonly Dictionary<string, KeyEntry> _byPublicId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KeyEntry>.AlternateLookup<ReadOnlySpan<char>> _byPublicIdSpan;
    private readonly IReadOnlyDictionary<string, TeamOptions> _teams;
    private readonly Dictionary<string, KeyEntry> _byId = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes the index.</summary>
    /// <param name="options">What was configured.</param>
    /// <param name="ring">The peppers; null or empty where there is neither a store nor a key with a hash.</param>
    public VirtualKeyIndex(GatewayOptions options, KeyRing? ring)
    {
        Ring = ring?.HasPepper(ring.PepperId) == true ? ring : null;
        Dummy = Ring is null ? null : KeyEntry.Dummy(Ring.PepperId);
        _teams = options.Teams;
        _byPublicIdSpan = _byPublicId.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var key in options.VirtualKeys.Values)
        {
            if (key.Hash is not null && KeyHash.TryRead(key.Hash, out var hash))
            {
                _byPublicId[hash.PublicId] = _byId[key.Id] = KeyEntry.Of(key, hash);
            }
            else if (key.Value is not null)
            {
                Add(key.Value.Reveal(), _byId[key.Id] = KeyEntry.Of(key, null));
            }
        }
    }

    /// <summary>True where the configuration has no key.</summary>
    public bool IsEmpty => _byValue.Count == 0 && _byPublicId.Count == 0;

    /// <summary>Whether a key whose value is there has the form that the gateway's own have.</summary>
    public bool HasTokens { get; private set; }

    /// <summary>The peppers; null where there is neither a store nor a key with a hash.</summary>
    public KeyRing? Ring { get; }

    /// <summary>What to do the same work with where there is no key; null where there are no peppers.</summary>
    public KeyEntry? Dummy { get; }

    /// <summary>The team of that id; null for none.</summary>
    public TeamOptions? Team(string id) => _teams.GetValueOrDefault(id);

    /// <summary>Finds a key by its value; null for none.</summary>
    /// <param name="presented">What the caller sent; any text.</param>
    public KeyEntry? FindValue(ReadOnlySpan<char> presented)
    {
        if (_byValue.Count == 0)
        {
            return null;
        }

        Span<byte> digest = stackalloc byte[KeyDerivation.Length];
        KeyDerivation.Digest(_secret, presented, digest);
        return _byValue.TryGetValue(BitConverter.ToInt64(digest), out var found) && CryptographicOperations.FixedTimeEquals(digest, found.Digest) ? found.Entry : null;
    }

    /// <summary>Finds a key whose hash is there by its public id; null for none.</summary>
    public KeyEntry? FindHash(ReadOnlySpan<char> publicId) => _byPublicIdSpan.TryGetValue(publicId, out var entry) ? entry : null;

    /// <summary>Finds a key by the id of its entry; null for none. To explain, never to let anybody in.</summary>
    public KeyEntry? FindId(string id) => _byId.GetValueOrDefault(id);

    private void Add(string value, KeyEntry entry)
    {
        var digest = new byte[KeyDerivation.Length];
        KeyDerivation.Digest(_secret, value, digest);
        _byValue[BitConverter.ToInt64(digest)] = (digest, entry);
        HasTokens |= TokenText.TryParse(TokenText.VirtualKeyPrefix, value, out _);
    }
}
