using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>
/// Checks JSON for strings that are no Unicode: bytes that are not UTF-8, and escapes such as <c>\ud800</c> without their other half.
/// System.Text.Json accepts both when it parses, and throws only when such a string is read or written.
/// </summary>
internal static class JsonUnicode
{
    /// <summary>Whether every string of a parsed value can be read and written.</summary>
    public static bool IsValid(JsonElement value) => IsValid(JsonMarshal.GetRawUtf8Value(value));

    /// <summary>Whether every string of well-formed JSON can be read and written.</summary>
    public static bool IsValid(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
        {
            return false;
        }

        // In well-formed JSON a backslash begins an escape, two bytes long or, with u, six.
        while (json.IndexOf((byte)'\\') is var at and >= 0)
        {
            json = json[at..];
            if (IsEscape(json, "89aAbB"u8))
            {
                if (!IsEscape(json[6..], "cCdDeEfF"u8))
                {
                    return false;
                }

                json = json[12..];
            }
            else if (IsEscape(json, "cCdDeEfF"u8))
            {
                return false;
            }
            else
            {
                json = json[Math.Min(2, json.Length)..];
            }
        }

        return true;
    }

    /// <summary>Whether the text begins with <c>\ud</c>, one of these digits, and two more.</summary>
    private static bool IsEscape(ReadOnlySpan<byte> json, ReadOnlySpan<byte> thirdDigit) =>
        json.Length >= 6 && json[0] == '\\' && json[1] == 'u' && (json[2] is (byte)'d' or (byte)'D') && thirdDigit.Contains(json[3]);
}
