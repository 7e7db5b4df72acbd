using System.Security.Cryptography;
using System.Text.Json;
using AiGateway.Configuration;

namespace AiGateway.Secrets;

/// <summary>What a key file holds: the fields of the section <c>Secrets</c> as JSON, with the keys themselves in it.</summary>
internal static class KeyFileContent
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    /// <summary>Writes new random keys.</summary>
    public static void WriteNew(Stream stream)
    {
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        foreach (var field in (ReadOnlySpan<string>)[nameof(KeyMaterialOptions.MasterKeys), nameof(KeyMaterialOptions.Peppers)])
        {
            writer.WriteStartObject(field);
            writer.WriteBase64String(KeyRingFile.NewId, RandomNumberGenerator.GetBytes(KeyRing.KeyLength));
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    /// <summary>Reads and checks it.</summary>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="stream">Its content.</param>
    /// <exception cref="KeyRingException">It is not sound.</exception>
    public static KeyMaterialOptions Read(string file, Stream stream)
    {
        try
        {
            using var document = JsonDocument.Parse(stream, Lenient);
            return Read(file, document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new KeyRingException(file, $"The key file is not sound: it is no JSON from line {exception.LineNumber + 1} on. Put it back from a backup.", exception);
        }
    }

    private static KeyMaterialOptions Read(string file, JsonElement root)
    {
        var options = new KeyMaterialOptions();
        foreach (var field in Fields(file, "The key file", root))
        {
            options = field.Name switch
            {
                nameof(KeyMaterialOptions.MasterKeys) => options with { MasterKeys = Keys(file, field) },
                nameof(KeyMaterialOptions.MasterKey) => options with { MasterKey = Text(file, field) },
                nameof(KeyMaterialOptions.Peppers) => options with { Peppers = Keys(file, field) },
                nameof(KeyMaterialOptions.Pepper) => options with { Pepper = Text(file, field) },
                _ => throw new KeyRingException(file, "The key file has a field that is none: MasterKeys, MasterKey, Peppers and Pepper are."),
            };
        }

        if (options.MasterKeys.Count == 0 || options.Peppers.Count == 0)
        {
            throw new KeyRingException(file, "The key file holds no master key or no pepper. Put it back from a backup; where nothing was stored yet, remove it and a new one is made.");
        }

        return options;
    }

    private static Dictionary<string, Secret> Keys(string file, JsonProperty field)
    {
        var keys = new Dictionary<string, Secret>(StringComparer.Ordinal);
        foreach (var key in Fields(file, field.Name, field.Value))
        {
            keys.Add(key.Name, new Secret(Text(file, key)));
        }

        return keys;
    }

    private static JsonElement.ObjectEnumerator Fields(string file, string what, JsonElement value) =>
        value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : throw new KeyRingException(file, $"{what} is no object {{ … }}.");

    private static string Text(string file, JsonProperty field) =>
        field.Value.ValueKind == JsonValueKind.String && field.Value.GetString() is { Length: > 0 } text ? text : throw new KeyRingException(file, "The key file has a field that is no text, or an empty one.");
}
