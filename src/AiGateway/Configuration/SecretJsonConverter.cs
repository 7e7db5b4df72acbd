using System.Text.Json;
using System.Text.Json.Serialization;

namespace AiGateway.Configuration;

/// <summary>Writes every secret as its mask and reads none, so that no JSON surface can carry one by accident.</summary>
internal sealed class SecretJsonConverter : JsonConverter<Secret>
{
    /// <summary>Always fails: secrets come from configuration, never from JSON documents.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("A secret cannot be read from JSON.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) => writer.WriteStringValue(Secret.Mask);
}
