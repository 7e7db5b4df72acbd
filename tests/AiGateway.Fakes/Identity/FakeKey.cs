using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AiGateway.Fakes.Identity;

/// <summary>A key pair of a fake issuer's: signs tokens, and tells its public half as a JWK.</summary>
public sealed class FakeKey
{
    private readonly RSA? _rsa;
    private readonly ECDsa? _curve;

    private FakeKey(string? id, string algorithm, RSA? rsa, ECDsa? curve) => (Id, Algorithm, _rsa, _curve) = (id, algorithm, rsa, curve);

    /// <summary>Its <c>kid</c>.</summary>
    public string? Id { get; }

    /// <summary>What it signs with.</summary>
    public string Algorithm { get; }

    /// <summary>The public half; may be changed before it is published.</summary>
    public Dictionary<string, object?> Published { get; } = new(StringComparer.Ordinal);

    /// <summary>The RSA key's public half as a PEM, for attackers who take it for a shared secret.</summary>
    public string PublicPem => _rsa!.ExportSubjectPublicKeyInfoPem();

    /// <summary>Makes an RSA key.</summary>
    public static FakeKey Rsa(string? id = "rsa-1", string algorithm = "RS256", int bits = 2048)
    {
        var rsa = RSA.Create(bits);
        var parameters = rsa.ExportParameters(includePrivateParameters: false);
        return new FakeKey(id, algorithm, rsa, null).Publish(("kty", "RSA"), ("use", "sig"), ("kid", id), ("n", Text(parameters.Modulus!)), ("e", Text(parameters.Exponent!)));
    }

    /// <summary>Makes a key on a curve.</summary>
    public static FakeKey Curve(string? id = "ec-1", string algorithm = "ES256")
    {
        var (curve, name) = algorithm switch
        {
            "ES384" => (ECCurve.NamedCurves.nistP384, "P-384"),
            "ES512" => (ECCurve.NamedCurves.nistP521, "P-521"),
            _ => (ECCurve.NamedCurves.nistP256, "P-256"),
        };
        var key = ECDsa.Create(curve);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return new FakeKey(id, algorithm, null, key).Publish(("kty", "EC"), ("use", "sig"), ("kid", id), ("crv", name), ("x", Text(point.X!)), ("y", Text(point.Y!)));
    }

    /// <summary>Makes a token.</summary>
    /// <param name="claims">The payload.</param>
    /// <param name="head">Fields of the head that are added or replaced; null takes one away.</param>
    public string Sign(IReadOnlyDictionary<string, object?> claims, params (string Name, object? Value)[] head) => SignText(JsonSerializer.Serialize(claims), head);

    /// <summary>Makes a token of a payload that need not be JSON.</summary>
    public string SignText(string payload, params (string Name, object? Value)[] head)
    {
        var fields = new Dictionary<string, object?>(StringComparer.Ordinal) { ["alg"] = Algorithm, ["typ"] = "JWT", ["kid"] = Id };
        foreach (var (name, value) in head)
        {
            fields[name] = value;
        }

        return SignHead(JsonSerializer.Serialize(fields.Where(static f => f.Value is not null).ToDictionary(StringComparer.Ordinal)), payload);
    }

    /// <summary>Makes a token of a head and a payload as they are.</summary>
    public string SignHead(string head, string payload)
    {
        var signed = $"{Text(Encoding.UTF8.GetBytes(head))}.{Text(Encoding.UTF8.GetBytes(payload))}";
        return $"{signed}.{Text(Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>A token that is signed with HMAC under whatever secret an attacker has.</summary>
    public static string SignWithSecret(byte[] secret, IReadOnlyDictionary<string, object?> claims, string? id)
    {
        var head = JsonSerializer.Serialize(new { alg = "HS256", typ = "JWT", kid = id });
        var signed = $"{Text(Encoding.UTF8.GetBytes(head))}.{Text(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        return $"{signed}.{Text(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>base64url without its padding.</summary>
    public static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);

    private byte[] Sign(byte[] data)
    {
        var hash = Algorithm[2..] switch
        {
            "384" => HashAlgorithmName.SHA384,
            "512" => HashAlgorithmName.SHA512,
            _ => HashAlgorithmName.SHA256,
        };
        return _curve?.SignData(data, hash) ?? _rsa!.SignData(data, hash, Algorithm[0] == 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
    }

    private FakeKey Publish(params (string Name, object? Value)[] fields)
    {
        foreach (var (name, value) in fields.Where(static field => field.Value is not null))
        {
            Published[name] = value;
        }

        return this;
    }
}
