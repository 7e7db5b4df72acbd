using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AiGateway.Configuration.Reloading;

/// <summary>A short name for what the options say, by which snapshots are told apart in logs and headers.</summary>
internal static class OptionsDigest
{
    private static readonly JsonSerializerOptions Format = new() { Converters = { new DigestConverter() } };

    /// <summary>Eight hexadecimal digits: the same for equal options, and another when any field or secret differs.</summary>
    public static string Compute(GatewayOptions options)
    {
        var hash = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(options, Format));
        return Convert.ToHexStringLower(hash.AsSpan(0, 4));
    }

    /// <summary>Takes the place of <see cref="SecretJsonConverter"/>, under which two secrets would look alike.</summary>
    private sealed class DigestConverter : JsonConverter<Secret>
    {
        public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("A secret cannot be read from JSON.");

        public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) => writer.WriteBase64StringValue(value.Digest);
    }
}
