using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace AiGateway.Configuration;

/// <summary>A virtual key's digest as the configuration has it: <c>{pepperId}:{publicId}:{digest in base64url}</c>.</summary>
/// <param name="PepperId">The pepper it was made under.</param>
/// <param name="PublicId">The middle of <c>sk-gw-{publicId}-{secret}</c>, by which the entry is found.</param>
/// <param name="Digest">HMAC-SHA256 of the whole key: 32 bytes.</param>
internal sealed record KeyHash(string PepperId, string PublicId, byte[] Digest)
{
    private const int IdLength = 12;
    private const int DigestLength = 32;
    private const int DigestText = 43;

    private static readonly SearchValues<char> InIds = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");

    /// <summary>Reads the text.</summary>
    public static bool TryRead(string text, [NotNullWhen(true)] out KeyHash? hash)
    {
        hash = null;
        var parts = text.Split(':');
        if (parts is not [{ Length: > 0 }, { Length: IdLength }, { Length: DigestText }] || parts[1].AsSpan().ContainsAnyExcept(InIds) || !Base64Url.IsValid(parts[2]))
        {
            return false;
        }

        var digest = Base64Url.DecodeFromChars(parts[2]);
        hash = digest.Length == DigestLength ? new KeyHash(parts[0], parts[1], digest) : null;
        return hash is not null;
    }

    /// <summary>The text.</summary>
    public override string ToString() => $"{PepperId}:{PublicId}:{Base64Url.EncodeToString(Digest)}";
}
