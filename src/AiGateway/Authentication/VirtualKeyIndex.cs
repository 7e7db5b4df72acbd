using System.Security.Cryptography;
using System.Text;
using AiGateway.Configuration;
using AiGateway.Exchanges;

namespace AiGateway.Authentication;

/// <summary>The callers' keys of one snapshot. Looks up by a digest under a secret of this process, so that timing tells nothing of a key.</summary>
internal sealed class VirtualKeyIndex
{
    private readonly byte[] _pepper = RandomNumberGenerator.GetBytes(32);
    private readonly Dictionary<long, (byte[] Digest, VirtualKeyOptions Key, Caller Caller)> _byDigest = [];

    /// <summary>Makes the index.</summary>
    public VirtualKeyIndex(IEnumerable<VirtualKeyOptions> keys)
    {
        foreach (var key in keys)
        {
            var digest = Digest(key.Value.Reveal());
            _byDigest[BitConverter.ToInt64(digest)] = (digest, key, new Caller(key.Id, MayUse(key.Models)));
        }
    }

    /// <summary>True where no key is configured: loopback callers are then served without one, and nobody else is.</summary>
    public bool IsEmpty => _byDigest.Count == 0;

    /// <summary>Finds the caller of a key, or null for an unknown or disabled one.</summary>
    /// <param name="presented">What the caller sent; any text.</param>
    public Caller? Find(string presented)
    {
        var digest = Digest(presented);
        return _byDigest.TryGetValue(BitConverter.ToInt64(digest), out var found)
            && CryptographicOperations.FixedTimeEquals(digest, found.Digest)
            && found.Key.Enabled
                ? found.Caller
                : null;
    }

    private static Func<string, bool> MayUse(IReadOnlyList<string> models)
    {
        if (models.Count == 0)
        {
            return static _ => true;
        }

        var patterns = models.Select(static model => new ModelPattern(model)).ToArray();
        return name => Array.Exists(patterns, pattern => pattern.Matches(name));
    }

    private byte[] Digest(string text) => HMACSHA256.HashData(_pepper, Encoding.UTF8.GetBytes(text));
}
