using System.Buffers;

namespace AiGateway.Authentication.Jwt;

/// <summary>Tells tokens (JWT) from keys by their looks.</summary>
internal static class TokenShape
{
    /// <summary>The longest token taken, in characters.</summary>
    public const int MaxLength = 16 * 1024;

    /// <summary>The first characters of every token: base64url of <c>{"</c>.</summary>
    private const string Beginning = "eyJ";

    private static readonly SearchValues<char> Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <summary>Whether a credential is meant as a token, be it a good one or not.</summary>
    public static bool Is(ReadOnlySpan<char> presented) => presented.StartsWith(Beginning, StringComparison.Ordinal) && presented.Count('.') >= 2;

    /// <summary>Whether a text is a signed token of three parts, none of them empty. One of five is encrypted, and its reading would cost too much.</summary>
    public static bool IsSigned(ReadOnlySpan<char> token) =>
        token.Length <= MaxLength && token.Count('.') == 2 && !token.Contains("..", StringComparison.Ordinal) && token[^1] != '.' && !token.ContainsAnyExcept(Characters);
}
