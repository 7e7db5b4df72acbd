using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace AiGateway.Authentication.Jwt;

/// <summary>The SHA-256 of a token, by which a good one is known again: the token itself is not kept.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TokenDigest(ulong A, ulong B, ulong C, ulong D)
{
    /// <summary>The digest of a token of <see cref="TokenShape"/>'s characters and length.</summary>
    public static TokenDigest Of(ReadOnlySpan<char> token)
    {
        Span<ulong> digest = stackalloc ulong[4];
        SHA256.HashData(MemoryMarshal.AsBytes(token), MemoryMarshal.AsBytes(digest));
        return new TokenDigest(digest[0], digest[1], digest[2], digest[3]);
    }
}
