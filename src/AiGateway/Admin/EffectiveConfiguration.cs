using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using AiGateway.Configuration;

namespace AiGateway.Admin;

/// <summary>The options in force as JSON, in which every secret, every connection string and every digest of a key is masked.</summary>
internal static class EffectiveConfiguration
{
    /// <summary>Fields that hold no <see cref="Secret"/> and yet what a key could be checked against.</summary>
    private static readonly string[] Verifiers = ["Hash", "Digest", "PreviousHash"];

    private static readonly JsonSerializerOptions Options = Make();

    /// <summary>The JSON, with fields named as the configuration names them.</summary>
    public static JsonObject Of(GatewayOptions options) => JsonSerializer.SerializeToNode(options, Options)!.AsObject();

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions { TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { Mask } } };
        options.Converters.Add(new JsonStringEnumConverter());
        options.MakeReadOnly();
        return options;
    }

    private static void Mask(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (Verifiers.Contains(property.Name, StringComparer.Ordinal) && property.Get is { } read)
            {
                property.CustomConverter = null;
                property.Get = item => read(item) is null || property.PropertyType != typeof(string) ? null : Secret.Mask;
            }
        }
    }
}
