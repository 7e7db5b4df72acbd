using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AiGateway.Admin;

/// <summary>How the admin API reads and writes JSON: strictly, so that no mistake in a body goes unnoticed.</summary>
internal static class AdminJson
{
    /// <summary>The options. Markup in names is escaped, so that it stays text wherever an answer ends up.</summary>
    public static JsonSerializerOptions Options { get; } = Make();

    /// <summary>Applies the same to options that are somebody else's.</summary>
    public static void Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        // ASP.NET's own is a relaxed one that leaves markup as it is.
        options.Encoder = JavaScriptEncoder.Default;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
    }

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.General);
        Apply(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
