using System.Buffers;

namespace AiGateway.Configuration.Reading;

/// <summary>Which request headers an operator may fix for a provider, or make a condition.</summary>
internal static class HeaderNames
{
    private static readonly SearchValues<char> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly HashSet<string> OfTheConnection = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Expect", "Host",
    };

    private static readonly HashSet<string> OfCredentials = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authorization", "Proxy-Authorization", "x-api-key", "api-key", "x-goog-api-key", "Cookie",
    };

    /// <summary>What is wrong with a header's name, or <see langword="null"/>.</summary>
    public static string? ProblemOf(string name)
    {
        if (name.AsSpan().IndexOfAnyExcept(Token) >= 0)
        {
            return "This is no header name.";
        }

        if (OfCredentials.Contains(name))
        {
            return "Credentials are not set as headers: give the key in ApiKeys, and the gateway sends it the way the provider wants it.";
        }

        var ofTheMessage = name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) || name.Equals("Accept-Encoding", StringComparison.OrdinalIgnoreCase);
        return ofTheMessage || OfTheConnection.Contains(name)
            ? "This header belongs to the connection or the message and is set by the gateway itself."
            : null;
    }

    /// <summary>What is wrong with a header's name as a condition on callers' requests, or <see langword="null"/>.</summary>
    public static string? ProblemOfCondition(string name)
    {
        if (name.AsSpan().IndexOfAnyExcept(Token) >= 0)
        {
            return "This is no header name.";
        }

        return OfCredentials.Contains(name) ? "A caller's credential is no condition: name its key in Keys." : null;
    }
}
