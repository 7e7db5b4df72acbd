using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using AiGateway.Storage;

namespace AiGateway.Audit;

/// <summary>The hash of a record: SHA-256 over all its fields, among them the hash of the record before.</summary>
/// <remarks>
/// Every field goes in with its length before it, and null differs from the empty text, so that no two different records are the same bytes.
/// The encoding must never change for records that exist; a new one gets a new <see cref="Version"/>.
/// </remarks>
internal static class AuditHash
{
    private const string Version = "aigateway-audit-1";
    private const int Null = -1;

    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    // Text that is no Unicode would otherwise be encoded like other such text.
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What stands for the hash before the first record.</summary>
    public static string None { get; } = new('0', SHA256.HashSizeInBytes * 2);

    /// <summary>The hash that a record with these fields has, in lower-case hexadecimal; its own <see cref="AuditRecord.Hash"/> is not looked at.</summary>
    /// <exception cref="EncoderFallbackException">A field is no Unicode text.</exception>
    public static string Of(AuditRecord record)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        Add(bytes, Version);
        Add(bytes, record.Number);
        Add(bytes, record.At.ToUnixTimeMilliseconds());
        Add(bytes, record.Actor);
        Add(bytes, record.Role is { } role ? RoleName(role) : null);
        Add(bytes, record.Origin);
        Add(bytes, record.Action);
        Add(bytes, record.Kind);
        Add(bytes, record.Subject);
        Add(bytes, record.Fields.Count);
        foreach (var field in record.Fields)
        {
            Add(bytes, field);
        }

        Add(bytes, record.Before);
        Add(bytes, record.After);
        Add(bytes, record.RequestId);
        Add(bytes, record.Previous);
        return Convert.ToHexStringLower(SHA256.HashData(bytes.WrittenSpan));
    }

    /// <summary>Whether the text is a hash as <see cref="Of"/> writes one.</summary>
    public static bool IsHash(ReadOnlySpan<char> text) =>
        text.Length == SHA256.HashSizeInBytes * 2 && !text.ContainsAnyExcept(Hexadecimal);

    /// <summary>A role as records name it.</summary>
    public static string RoleName(AdminRole role) => role switch
    {
        AdminRole.Viewer => "viewer",
        AdminRole.Operator => "operator",
        AdminRole.Admin => "admin",
        _ => throw new ArgumentOutOfRangeException(nameof(role)),
    };

    private static void Add(ArrayBufferWriter<byte> bytes, long number)
    {
        BinaryPrimitives.WriteInt64BigEndian(bytes.GetSpan(sizeof(long)), number);
        bytes.Advance(sizeof(long));
    }

    private static void Add(ArrayBufferWriter<byte> bytes, string? text)
    {
        Add(bytes, text is null ? Null : Strict.GetByteCount(text));
        if (text is not null)
        {
            Strict.GetBytes(text, bytes);
        }
    }
}
