using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using AiGateway.Configuration;
using AiGateway.Protocol.Json;
using Microsoft.IdentityModel.Tokens;

namespace AiGateway.Authentication.Jwt;

/// <summary>Reads an issuer's document of keys (RFC 7517). Keys that are not for checking signatures, or too weak for it, are left out.</summary>
internal static class JwtKeyReader
{
    /// <summary>The most keys that are read; issuers have two or three.</summary>
    private const int MostKeys = 100;

    private const int LeastRsaBits = 2048;
    private const int MostRsaBits = 8192;

    private static readonly JwtAlgorithm[] Rsa = [JwtAlgorithm.RS256, JwtAlgorithm.RS384, JwtAlgorithm.RS512, JwtAlgorithm.PS256, JwtAlgorithm.PS384, JwtAlgorithm.PS512];

    /// <summary>Reads the keys.</summary>
    /// <exception cref="JsonException">It is no document of keys.</exception>
    public static IReadOnlyList<JwtKey> Read(JsonElement document)
    {
        if (!document.TryGet("keys", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > MostKeys)
        {
            throw new JsonException($"no list `keys` of at most {MostKeys} entries");
        }

        return [.. list.EnumerateArray().Select(TryRead).OfType<JwtKey>()];
    }

    private static JwtKey? TryRead(JsonElement key)
    {
        if (key.ValueKind != JsonValueKind.Object || (key.StringOrNull("use") ?? "sig") != "sig" || !MayVerify(key))
        {
            return null;
        }

        try
        {
            var made = key.StringOrNull("kty") switch
            {
                "RSA" => ReadRsa(key),
                "EC" => ReadCurve(key),
                // A symmetric key among public ones is none: everybody has it.
                _ => null,
            };
            return made is not null && key.StringOrNull("alg") is { } only ? Narrow(made, only) : made;
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException or ArgumentException)
        {
            // A point beside its curve, a modulus of zero, base64 that is none.
            return null;
        }
    }

    private static JwtKey? Narrow(JwtKey key, string only) => key.Algorithms.Where(a => a.ToString() == only).ToArray() is { Length: 1 } one ? key with { Algorithms = one } : null;

    private static bool MayVerify(JsonElement key) =>
        !key.TryGet("key_ops", out var operations)
        || (operations.ValueKind == JsonValueKind.Array && operations.EnumerateArray().Any(static o => o.ValueKind == JsonValueKind.String && o.ValueEquals("verify"u8)));

    private static JwtKey? ReadRsa(JsonElement key)
    {
        if (key.StringOrNull("n") is not { } modulus || key.StringOrNull("e") is not { } exponent)
        {
            return null;
        }

        var parameters = new RSAParameters { Modulus = Base64Url.DecodeFromChars(modulus), Exponent = Base64Url.DecodeFromChars(exponent) };
        if (parameters.Modulus.Length < LeastRsaBits / 8 || parameters.Exponent.Length == 0)
        {
            return null;
        }

        using var tried = RSA.Create(parameters);
        // Parameters and no object: the library makes one for each check, so that no two threads share one.
        return tried.KeySize is >= LeastRsaBits and <= MostRsaBits ? new JwtKey(key.StringOrNull("kid"), new RsaSecurityKey(parameters), Rsa) : null;
    }

    private static JwtKey? ReadCurve(JsonElement key)
    {
        if (key.StringOrNull("x") is not { } x || key.StringOrNull("y") is not { } y)
        {
            return null;
        }

        (ECCurve Curve, JwtAlgorithm Algorithm)? kind = key.StringOrNull("crv") switch
        {
            "P-256" => (ECCurve.NamedCurves.nistP256, JwtAlgorithm.ES256),
            "P-384" => (ECCurve.NamedCurves.nistP384, JwtAlgorithm.ES384),
            "P-521" => (ECCurve.NamedCurves.nistP521, JwtAlgorithm.ES512),
            _ => null,
        };
        if (kind is not { } known)
        {
            return null;
        }

        using var tried = ECDsa.Create(new ECParameters { Curve = known.Curve, Q = new ECPoint { X = Base64Url.DecodeFromChars(x), Y = Base64Url.DecodeFromChars(y) } });
        var made = new JsonWebKey { Kty = JsonWebAlgorithmsKeyTypes.EllipticCurve, Crv = key.StringOrNull("crv"), X = x, Y = y };
        return new JwtKey(key.StringOrNull("kid"), made, [known.Algorithm]);
    }
}
