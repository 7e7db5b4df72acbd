using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace AiGateway.Secrets;

/// <summary>Keys made of a key, and digests under them.</summary>
internal static class KeyDerivation
{
    /// <summary>The length of every key and digest in bytes.</summary>
    public const int Length = 32;

    /// <summary>What fits on the stack; a key or token is far shorter.</summary>
    private const int SmallText = 512;

    /// <summary>HKDF-SHA256 without a salt: what goes in is random already, so that the name alone makes the difference.</summary>
    /// <param name="root">The key that the other is made of.</param>
    /// <param name="name">What the other is for.</param>
    public static byte[] Derive(ReadOnlySpan<byte> root, string name)
    {
        var key = new byte[Length];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, root, key, [], Encoding.UTF8.GetBytes(name));
        return key;
    }

    /// <summary>HMAC-SHA256 of a text in UTF-8. Allocates nothing for a text of the usual length.</summary>
    /// <param name="key">The key.</param>
    /// <param name="text">The text.</param>
    /// <param name="digest">Takes 32 bytes.</param>
    public static void Digest(ReadOnlySpan<byte> key, ReadOnlySpan<char> text, Span<byte> digest)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        byte[]? rented = null;
        var bytes = most <= SmallText ? stackalloc byte[SmallText] : rented = ArrayPool<byte>.Shared.Rent(most);
        var length = Encoding.UTF8.GetBytes(text, bytes);
        HMACSHA256.HashData(key, bytes[..length], digest);
        CryptographicOperations.ZeroMemory(bytes[..length]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
