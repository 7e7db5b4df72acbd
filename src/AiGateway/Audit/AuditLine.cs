using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using AiGateway.Storage;

namespace AiGateway.Audit;

/// <summary>A record as a line of JSON in the audit file.</summary>
internal static class AuditLine
{
    /// <summary>The longest line there can be, in bytes: all texts of a record are bounded.</summary>
    public const int Longest = 64 * 1024;

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a record and the end of its line.</summary>
    public static void Write(IBufferWriter<byte> output, AuditRecord record)
    {
        using (var writer = new Utf8JsonWriter(output, Compact))
        {
            writer.WriteStartObject();
            writer.WriteNumber("number", record.Number);
            writer.WriteString("at", record.At.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
            writer.WriteString("actor", record.Actor);
            writer.WriteString("role", record.Role is { } role ? AuditHash.RoleName(role) : null);
            writer.WriteString("origin", record.Origin);
            writer.WriteString("action", record.Action);
            writer.WriteString("kind", record.Kind);
            writer.WriteString("subject", record.Subject);
            writer.WriteStartArray("fields");
            foreach (var field in record.Fields)
            {
                writer.WriteStringValue(field);
            }

            writer.WriteEndArray();
            writer.WriteString("before", record.Before);
            writer.WriteString("after", record.After);
            writer.WriteString("requestId", record.RequestId);
            writer.WriteString("previous", record.Previous);
            writer.WriteString("hash", record.Hash);
            writer.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    /// <summary>Reads a line without its end; false for anything that <see cref="Write"/> would not write in just these bytes.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> line, [NotNullWhen(true)] out AuditRecord? record)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            record = Read(document.RootElement);
            var again = new ArrayBufferWriter<byte>(line.Length + 1);
            Write(again, record);
            return again.WrittenSpan[..^1].SequenceEqual(line.Span);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            record = null;
            return false;
        }
    }

    private static AuditRecord Read(JsonElement line) => new()
    {
        Number = line.GetProperty("number").GetInt64(),
        At = DateTimeOffset.ParseExact(
            Text(line, "at"), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
        Actor = Text(line, "actor"),
        Role = Optional(line, "role") switch
        {
            null => null,
            "viewer" => AdminRole.Viewer,
            "operator" => AdminRole.Operator,
            "admin" => AdminRole.Admin,
            _ => throw new FormatException("There is no such role."),
        },
        Origin = Text(line, "origin"),
        Action = Text(line, "action"),
        Kind = Text(line, "kind"),
        Subject = Text(line, "subject"),
        Fields = [.. line.GetProperty("fields").EnumerateArray().Select(static field => field.GetString() ?? throw new FormatException("A field has no name."))],
        Before = Optional(line, "before"),
        After = Optional(line, "after"),
        RequestId = Optional(line, "requestId"),
        Previous = Text(line, "previous"),
        Hash = Text(line, "hash"),
    };

    private static string Text(JsonElement line, string name) => Optional(line, name) ?? throw new FormatException("A field is missing.");

    private static string? Optional(JsonElement line, string name) => line.GetProperty(name).GetString();
}
