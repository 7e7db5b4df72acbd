using System.Security.Cryptography;
using System.Text;

namespace AiGateway.Protocol.Formats.AnthropicMessages;

/// <summary>Ids as Anthropic takes them.</summary>
internal static class CallIds
{
    /// <summary>
    /// A tool call's id: itself where it matches <c>^[a-zA-Z0-9_-]+$</c>, else one made from it, the same for the call and its result and
    /// from one request to the next.
    /// </summary>
    public static string For(string id) =>
        id.Length > 0 && id.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? id : $"toolu_{Hash(id)}";

    /// <summary>An end user's id. What looks like an e-mail address or a telephone number is refused by the API, so a hash stands for it.</summary>
    public static string ForUser(string user) => user.Contains('@', StringComparison.Ordinal) || IsTelephone(user) ? $"user_{Hash(user)}" : user;

    private static bool IsTelephone(string user) =>
        user.Count(char.IsAsciiDigit) >= 7 && user.All(static c => char.IsAsciiDigit(c) || c is '+' or '-' or ' ' or '(' or ')');

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 12));
}
