using System.Security.Cryptography;
using System.Text;

namespace AiGateway.Secrets;

/// <summary>Turns the text of a master key or pepper into its bytes, and knows those that guard nothing.</summary>
internal static class KeyBytes
{
    /// <summary>How to make one, for messages.</summary>
    public const string HowToMake = "Make one with: openssl rand -base64 32";

    /// <summary>Random bytes differ so much that fewer than this many kinds among 32 never happen.</summary>
    private const int LeastKinds = 12;

    private static readonly string[] Words = ["", "changeme", "secret", "password", "test", "admin", "key", "pepper", "master", "default", "aigateway"];

    /// <summary>Reads one.</summary>
    /// <param name="text">32 bytes in base64 (also its form for URLs) or hexadecimal.</param>
    /// <param name="bytes">The bytes.</param>
    /// <returns>What is wrong, without any of the text; <see langword="null"/> where all is well.</returns>
    public static string? TryRead(string text, out byte[] bytes)
    {
        if (Decode(text) is not { Length: KeyRing.KeyLength } found)
        {
            bytes = [];
            return $"{KeyRing.KeyLength} random bytes are expected here, in base64 (44 characters) or hexadecimal (64). {HowToMake}";
        }

        bytes = found;
        return IsPlain(found) ? $"This is too plain, or too well known, to guard anything. {HowToMake}" : null;
    }

    private static byte[]? Decode(string text)
    {
        var found = new byte[KeyRing.KeyLength];
        if (text.Length == 2 * KeyRing.KeyLength)
        {
            return Convert.FromHexString(text, found, out _, out var digits) == System.Buffers.OperationStatus.Done && digits == found.Length ? found : null;
        }

        var standard = text.Replace('-', '+').Replace('_', '/').TrimEnd('=');
        var padded = standard.PadRight((standard.Length + 3) / 4 * 4, '=');
        return standard.Length == 43 && Convert.TryFromBase64String(padded, found, out var length) && length == found.Length ? found : null;
    }

    private static bool IsPlain(byte[] bytes)
    {
        var isText = Array.TrueForAll(bytes, static b => b is >= 0x20 and < 0x7F);
        var isRepeated = bytes.AsSpan(0, bytes.Length / 2).SequenceEqual(bytes.AsSpan(bytes.Length / 2));
        var hasEvenSteps = Enumerable.Range(2, bytes.Length - 2).All(i => (byte)(bytes[i] - bytes[i - 1]) == (byte)(bytes[1] - bytes[0]));
        return isText || isRepeated || hasEvenSteps
            || bytes.Distinct().Count() < LeastKinds
            || Array.Exists(Words, word => SHA256.HashData(Encoding.ASCII.GetBytes(word)).AsSpan().SequenceEqual(bytes));
    }
}
