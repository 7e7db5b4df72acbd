using System.Security.Cryptography;

namespace AiGateway.Secrets;

/// <summary>AES-256-GCM in one piece: nonce (12 bytes), ciphertext, tag (16 bytes).</summary>
internal static class SecretBox
{
    /// <summary>What a box is longer than its content.</summary>
    public const int Overhead = NonceLength + TagLength;

    private const int NonceLength = 12;
    private const int TagLength = 16;

    /// <summary>Encrypts under a nonce of its own.</summary>
    /// <param name="key">32 bytes.</param>
    /// <param name="plain">What is encrypted.</param>
    /// <param name="associated">What is bound to it without being in it.</param>
    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> associated)
    {
        // Random nonces are safe for 2^32 boxes of one key, which no gateway's provider secrets come near.
        Span<byte> nonce = stackalloc byte[NonceLength];
        RandomNumberGenerator.Fill(nonce);
        return Seal(key, nonce, plain, associated);
    }

    /// <summary>Encrypts under a given nonce, which must never be used twice with one key.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> associated)
    {
        var box = new byte[plain.Length + Overhead];
        nonce.CopyTo(box);
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(nonce, plain, box.AsSpan(NonceLength, plain.Length), box.AsSpan(NonceLength + plain.Length), associated);
        return box;
    }

    /// <summary>Decrypts.</summary>
    /// <exception cref="CryptographicException">Key, box or associated data are not those it was made with.</exception>
    public static byte[] Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> box, ReadOnlySpan<byte> associated)
    {
        if (box.Length < Overhead)
        {
            throw new CryptographicException("The box is too short to be one.");
        }

        var plain = new byte[box.Length - Overhead];
        using var aes = new AesGcm(key, TagLength);
        aes.Decrypt(box[..NonceLength], box[NonceLength..^TagLength], box[^TagLength..], plain, associated);
        return plain;
    }
}
