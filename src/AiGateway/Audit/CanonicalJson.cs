using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AiGateway.Audit;

/// <summary>Writes a thing as JSON in one way only: names sorted, times in UTC to the millisecond, no blanks.</summary>
internal static class CanonicalJson
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new TimeConverter() },
    };

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The thing's fields by their JSON names, each as canonical JSON.</summary>
    /// <param name="thing">A record or an anonymous object.</param>
    public static SortedDictionary<string, string> Fields(object thing)
    {
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in JsonSerializer.SerializeToElement(thing, Format).EnumerateObject())
        {
            fields.Add(property.Name, Text(property.Value));
        }

        return fields;
    }

    /// <summary>The whole of what <see cref="Fields"/> took apart.</summary>
    public static string Join(SortedDictionary<string, string> fields) =>
        $"{{{string.Join(',', fields.Select(static field => $"{JsonSerializer.Serialize(field.Key, Format)}:{field.Value}"))}}}";

    /// <summary>Whether two things have the same fields with the same values.</summary>
    public static bool AreSame(object one, object other) => Join(Fields(one)) == Join(Fields(other));

    private static string Text(JsonElement value)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, Compact))
        {
            Write(writer, value);
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject().OrderBy(static p => p.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(property.Name);
                    Write(writer, property.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private sealed class TimeConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
    }
}
