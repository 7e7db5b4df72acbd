using System.Buffers;
using System.Security.Cryptography;

namespace AiGateway.Secrets;

/// <summary>The text of keys and tokens: a prefix, a public id of 12 characters, a dash, 43 random ones that hold 256 bits, and 6 that check all before.</summary>
/// <remarks>The prefix and the check let scanners of source code, and the gateway, tell a key from a text that looks like one, and a mistyped key from a wrong one.</remarks>
internal static class TokenText
{
    /// <summary>What virtual keys begin with.</summary>
    public const string VirtualKeyPrefix = "sk-gw-";

    /// <summary>What tokens for the admin API begin with.</summary>
    public const string AdminPrefix = "agw-admin-";

    private const string IdLetters = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const string Letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int IdLength = 12;
    private const int RandomLength = 43;
    private const int CheckLength = 6;

    private static readonly SearchValues<char> InIds = SearchValues.Create(IdLetters);
    private static readonly SearchValues<char> InSecrets = SearchValues.Create(Letters);

    /// <summary>Makes a new one.</summary>
    /// <param name="prefix">What it begins with.</param>
    /// <param name="id">Its public id, which may be shown and logged.</param>
    public static string Create(string prefix, out string id)
    {
        id = RandomNumberGenerator.GetString(IdLetters, IdLength);
        return Create(prefix, id);
    }

    /// <summary>Whether a text may be a public id.</summary>
    public static bool IsId(ReadOnlySpan<char> text) => text.Length == IdLength && !text.ContainsAnyExcept(InIds);

    /// <summary>Makes a new one for an id that is there already.</summary>
    /// <param name="prefix">What it begins with.</param>
    /// <param name="id">Its public id.</param>
    /// <exception cref="ArgumentException">That is no such id.</exception>
    public static string Create(string prefix, string id)
    {
        if (!IsId(id))
        {
            throw new ArgumentException("That is not the id of a key or token.", nameof(id));
        }

        var text = $"{prefix}{id}-{RandomNumberGenerator.GetString(Letters, RandomLength)}";
        Span<char> check = stackalloc char[CheckLength];
        Check(text, check);
        return string.Concat(text, check);
    }

    /// <summary>Takes one apart. Allocates nothing.</summary>
    /// <param name="prefix">What it should begin with.</param>
    /// <param name="text">What was presented, whatever that is.</param>
    /// <param name="id">Its public id.</param>
    /// <returns>Whether it is sound; only its digest tells whether it is known.</returns>
    public static bool TryParse(string prefix, ReadOnlySpan<char> text, out ReadOnlySpan<char> id)
    {
        id = default;
        if (text.Length != prefix.Length + IdLength + 1 + RandomLength + CheckLength || !text.StartsWith(prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var rest = text[prefix.Length..];
        if (rest[..IdLength].ContainsAnyExcept(InIds) || rest[IdLength] != '-' || rest[(IdLength + 1)..].ContainsAnyExcept(InSecrets))
        {
            return false;
        }

        Span<char> check = stackalloc char[CheckLength];
        Check(text[..^CheckLength], check);
        if (!check.SequenceEqual(text[^CheckLength..]))
        {
            return false;
        }

        id = rest[..IdLength];
        return true;
    }

    private static void Check(ReadOnlySpan<char> text, Span<char> check)
    {
        var sum = Crc32.Of(text);
        for (var i = check.Length - 1; i >= 0; i--)
        {
            check[i] = Letters[(int)(sum % (uint)Letters.Length)];
            sum /= (uint)Letters.Length;
        }
    }
}
