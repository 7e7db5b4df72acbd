using System.Buffers.Text;
using System.Text.Json;
using AiGateway.Configuration;
using AiGateway.Configuration.Reading;
using AiGateway.Protocol.Json;

namespace AiGateway.Authentication.Jwt;

/// <summary>What a token says of itself. Nothing in it is to be believed before its signature has been checked.</summary>
/// <remarks>
/// Read here, strictly, before the library sees it: names that come twice, depth without end and texts that are none are refused, so that
/// what is checked and what is read are the same. Keys that a token brings along (<c>jwk</c>, <c>jku</c>, <c>x5c</c>, <c>x5u</c>) are not looked at.
/// </remarks>
internal sealed class UnverifiedToken
{
    /// <summary>The last second that .NET's dates can tell.</summary>
    private const double LastSecond = 253_402_300_799;

    private const int LongestText = 1024;
    private static readonly string[] Types = ["JWT", "at+jwt", "application/at+jwt"];

    private readonly JsonElement _payload;

    private UnverifiedToken(JwtAlgorithm algorithm, string? keyId, string issuer, DateTimeOffset? expires, DateTimeOffset? notBefore, JsonElement payload)
    {
        (Algorithm, KeyId, Issuer, Expires, NotBefore, _payload) = (algorithm, keyId, issuer, expires, notBefore, payload);
    }

    /// <summary>The algorithm that it says it is signed with.</summary>
    public JwtAlgorithm Algorithm { get; }

    /// <summary>The id of the key that it says it is signed with; null where it says none.</summary>
    public string? KeyId { get; }

    /// <summary>Who it says made it.</summary>
    public string Issuer { get; }

    /// <summary>When it ends; null where it does not say.</summary>
    public DateTimeOffset? Expires { get; }

    /// <summary>When it begins; null where it does not say.</summary>
    public DateTimeOffset? NotBefore { get; }

    /// <summary>Reads a token; null for whatever is none, or asks for more than this gateway does.</summary>
    public static UnverifiedToken? Read(string token)
    {
        if (!TokenShape.IsSigned(token))
        {
            return null;
        }

        var (first, last) = (token.IndexOf('.', StringComparison.Ordinal), token.LastIndexOf('.'));
        try
        {
            return Parse(token.AsSpan(0, first)) is { } head && Parse(token.AsSpan(first + 1, last - first - 1)) is { } payload ? Read(head, payload) : null;
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            return null;
        }
    }

    /// <summary>A claim by its name; null where the token does not have it or says null.</summary>
    public JsonElement? Claim(string name) => _payload.TryGet(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>Whether one of its audiences (<c>aud</c>: a text, or a list of them) is among these.</summary>
    public bool IsFor(IReadOnlyList<string> audiences) => Claim("aud") switch
    {
        { ValueKind: JsonValueKind.String } => audiences.Contains(_payload.StringOrNull("aud"), StringComparer.Ordinal),
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().Any(one => one.ValueKind == JsonValueKind.String && audiences.Any(one.ValueEquals)),
        _ => false,
    };

    private static JsonElement? Parse(ReadOnlySpan<char> part)
    {
        var element = JsonElement.Parse(Base64Url.DecodeFromChars(part), JsonText.ParseOptions);
        return element.ValueKind == JsonValueKind.Object ? element : null;
    }

    private static UnverifiedToken? Read(JsonElement head, JsonElement payload)
    {
        // `crit` names what a reader must understand or refuse, and this one understands nothing of the kind.
        if (head.TryGetProperty("crit", out _)
            || Text(head, "alg") is not { } name || Choices.Find<JwtAlgorithm>(name) is not { } algorithm || algorithm.ToString() != name
            || !HasSoundType(head)
            || (head.TryGet("kid", out _) && Text(head, "kid") is null)
            || Text(payload, "iss") is not { } issuer
            || !TryTime(payload, "exp", out var expires)
            || !TryTime(payload, "nbf", out var notBefore)
            || !TryTime(payload, "iat", out _))
        {
            return null;
        }

        return new UnverifiedToken(algorithm, Text(head, "kid"), issuer, expires, notBefore, payload);
    }

    /// <summary>Tokens made for another purpose, such as logging out, say so in their type and let nobody in.</summary>
    private static bool HasSoundType(JsonElement head) =>
        !head.TryGet("typ", out _) || (Text(head, "typ") is { } type && Types.Contains(type, StringComparer.OrdinalIgnoreCase));

    private static string? Text(JsonElement element, string name) =>
        element.StringOrNull(name) is { Length: > 0 and <= LongestText } text ? text : null;

    private static bool TryTime(JsonElement payload, string name, out DateTimeOffset? time)
    {
        time = null;
        if (!payload.TryGet(name, out var value))
        {
            return true;
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var seconds) || seconds is not (>= 0 and <= LastSecond))
        {
            return false;
        }

        time = DateTimeOffset.FromUnixTimeSeconds((long)seconds);
        return true;
    }
}
