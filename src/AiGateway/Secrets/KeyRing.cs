using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace AiGateway.Secrets;

/// <summary>The master keys and peppers in force, by id: one of each for what is new, the others for what was made under them.</summary>
/// <remarks>
/// None is used as it is. Of each master key one key is derived for encryption, of each pepper one key for each
/// <see cref="KeyPurpose"/>: the same text has unrelated digests for different purposes, and a key's digest is no token's.
/// An id here is the configured one and a fingerprint of the key, such as <c>env-1f6c02ab</c>: another key under the same name is another
/// one, and what was made under the first is not taken for the second's. For peppers the configured id alone is understood too.
/// </remarks>
[DebuggerDisplay("master key {MasterKeyId}, pepper {PepperId}")]
internal sealed class KeyRing
{
    /// <summary>The length of a master key and of a pepper in bytes.</summary>
    public const int KeyLength = KeyDerivation.Length;

    private const int FingerprintLength = 4;

    private static readonly KeyPurpose[] Purposes = Enum.GetValues<KeyPurpose>();

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly Dictionary<string, byte[]> _masterKeys = new(StringComparer.Ordinal);

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly Dictionary<string, byte[][]> _peppers = new(StringComparer.Ordinal);

    /// <summary>Makes a ring of material that has been checked.</summary>
    /// <param name="masterKeys">The master keys by configured id, each of <see cref="KeyLength"/> bytes.</param>
    /// <param name="masterKey">The one that encrypts; null for none, and then nothing can be.</param>
    /// <param name="peppers">The peppers by configured id, each of <see cref="KeyLength"/> bytes.</param>
    /// <param name="pepper">The one for new digests; null for none, and then none can be made.</param>
    /// <exception cref="ArgumentException">A key is not of that length, or the one that is chosen is not there.</exception>
    public KeyRing(IReadOnlyDictionary<string, byte[]> masterKeys, string? masterKey, IReadOnlyDictionary<string, byte[]> peppers, string? pepper)
    {
        foreach (var (id, key) in masterKeys)
        {
            _masterKeys.Add(IdOf(id, key), KeyDerivation.Derive(key, "aigateway/1/secret-box"));
        }

        foreach (var (id, key) in peppers)
        {
            byte[][] derived = [.. Purposes.Select(purpose => KeyDerivation.Derive(key, NameOf(purpose)))];
            _peppers.Add(IdOf(id, key), derived);
            _peppers.TryAdd(id, derived);
        }

        MasterKeyId = Chosen(masterKeys, masterKey);
        PepperId = Chosen(peppers, pepper);
        PepperIds = [.. peppers.Select(static entry => IdOf(entry.Key, entry.Value))];
    }

    /// <summary>A ring without keys.</summary>
    public static KeyRing Empty { get; } = new(new Dictionary<string, byte[]>(StringComparer.Ordinal), null, new Dictionary<string, byte[]>(StringComparer.Ordinal), null);

    /// <summary>The pepper for new digests; empty where there is none.</summary>
    public string PepperId { get; }

    /// <summary>The master key that encrypts; empty where there is none.</summary>
    public string MasterKeyId { get; }

    /// <summary>All peppers' ids.</summary>
    public IReadOnlyCollection<string> PepperIds { get; }

    /// <summary>All master keys' ids.</summary>
    public IReadOnlyCollection<string> MasterKeyIds => _masterKeys.Keys;

    /// <summary>Whether digests under that pepper can be made.</summary>
    public bool HasPepper(string id) => _peppers.ContainsKey(id);

    /// <summary>Whether what that master key encrypted can be decrypted.</summary>
    public bool HasMasterKey(string id) => _masterKeys.ContainsKey(id);

    /// <summary>HMAC-SHA256 of a text: 32 bytes.</summary>
    /// <exception cref="ArgumentException">There is no such pepper.</exception>
    public byte[] Digest(KeyPurpose purpose, string pepperId, string text)
    {
        var digest = new byte[KeyDerivation.Length];
        return TryDigest(purpose, pepperId, text, digest) ? digest : throw new ArgumentException($"There is no pepper `{pepperId}`.", nameof(pepperId));
    }

    /// <summary>As <see cref="Digest"/>, without allocating; for the request path.</summary>
    /// <param name="purpose">What the digest is for.</param>
    /// <param name="pepperId">The pepper's id.</param>
    /// <param name="text">The text.</param>
    /// <param name="digest">Takes the digest in its first 32 bytes.</param>
    /// <returns>Whether there is such a pepper.</returns>
    public bool TryDigest(KeyPurpose purpose, string pepperId, ReadOnlySpan<char> text, Span<byte> digest)
    {
        if (!_peppers.TryGetValue(pepperId, out var keys))
        {
            return false;
        }

        KeyDerivation.Digest(keys[(int)purpose], text, digest[..KeyDerivation.Length]);
        return true;
    }

    /// <summary>Encrypts a secret under the master key in force.</summary>
    /// <param name="owner">Whose secret it is; it can be decrypted for no other.</param>
    /// <param name="plain">The secret.</param>
    /// <exception cref="InvalidOperationException">There is no master key.</exception>
    public (string MasterKeyId, byte[] Box) Seal(string owner, string plain)
    {
        if (!_masterKeys.TryGetValue(MasterKeyId, out var key))
        {
            throw new InvalidOperationException("There is no master key to encrypt with.");
        }

        var bytes = Encoding.UTF8.GetBytes(plain);
        var box = SecretBox.Seal(key, bytes, Associated(MasterKeyId, owner));
        CryptographicOperations.ZeroMemory(bytes);
        return (MasterKeyId, box);
    }

    /// <summary>Decrypts a secret.</summary>
    /// <param name="owner">Whose secret it is.</param>
    /// <param name="masterKeyId">The master key it was encrypted under.</param>
    /// <param name="box">What <see cref="Seal"/> made.</param>
    /// <exception cref="SecretUnreadableException">The master key is not there, or the box was not made with it for that owner.</exception>
    public string Open(string owner, string masterKeyId, ReadOnlySpan<byte> box)
    {
        if (!_masterKeys.TryGetValue(masterKeyId, out var key))
        {
            throw new SecretUnreadableException($"`{owner}` is encrypted under the master key `{masterKeyId}`, which is not configured.");
        }

        try
        {
            var plain = SecretBox.Open(key, box, Associated(masterKeyId, owner));
            var text = Encoding.UTF8.GetString(plain);
            CryptographicOperations.ZeroMemory(plain);
            return text;
        }
        catch (CryptographicException failure)
        {
            throw new SecretUnreadableException(
                $"`{owner}` cannot be decrypted with the master key `{masterKeyId}`: that is another key than the one it was encrypted with, or what is stored was changed.", failure);
        }
    }

    /// <summary>The length of the id comes first, so that no two pairs of id and owner look alike.</summary>
    private static byte[] Associated(string masterKeyId, string owner)
    {
        var id = Encoding.UTF8.GetBytes(masterKeyId);
        var length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, id.Length);
        return [.. length, .. id, .. Encoding.UTF8.GetBytes(owner)];
    }

    private static string NameOf(KeyPurpose purpose) => purpose switch
    {
        KeyPurpose.VirtualKey => "aigateway/1/virtual-key",
        KeyPurpose.AdminToken => "aigateway/1/admin-token",
        KeyPurpose.AuditDigest => "aigateway/1/audit-digest",
        _ => throw new ArgumentOutOfRangeException(nameof(purpose)),
    };

    private static string Chosen(IReadOnlyDictionary<string, byte[]> keys, string? id)
    {
        if (id is null)
        {
            return "";
        }

        return keys.TryGetValue(id, out var key) ? IdOf(id, key) : throw new ArgumentException($"There is no `{id}` to choose.", nameof(id));
    }

    private static string IdOf(string id, byte[] key) => key.Length == KeyLength
        ? $"{id}-{Convert.ToHexStringLower(KeyDerivation.Derive(key, "aigateway/1/fingerprint").AsSpan(0, FingerprintLength))}"
        : throw new ArgumentException($"A key is {KeyLength} bytes long, not {key.Length}.", nameof(key));
}
