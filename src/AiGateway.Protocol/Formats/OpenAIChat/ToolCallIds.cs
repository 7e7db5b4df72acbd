using System.Security.Cryptography;
using System.Text;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>Brings tool-call ids into a provider's form. A pure function of the id, so that a call and its result still agree.</summary>
internal static class ToolCallIds
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public static bool Fits(string id, ToolCallIdForm form) => form switch
    {
        ToolCallIdForm.AtMost40 => id.Length <= 40,
        ToolCallIdForm.NineAlphanumeric => id.Length == 9 && id.All(char.IsAsciiLetterOrDigit),
        _ => true,
    };

    public static string Fit(string id, ToolCallIdForm form) => Fits(id, form) ? id : form switch
    {
        ToolCallIdForm.AtMost40 => "call_" + Hash(id, 32),
        _ => Hash(id, 9),
    };

    private static string Hash(string id, int length)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), hash);
        return string.Create(length, hash, static (text, bytes) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = Alphabet[bytes[i] % Alphabet.Length];
            }
        });
    }
}
