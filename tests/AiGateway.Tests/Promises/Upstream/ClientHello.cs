using System.Buffers.Binary;
using AiGateway.Fakes.Raw;

namespace AiGateway.Tests.Promises.Upstream;

/// <summary>The first message of a TLS client, as far as the versions that it offers (RFC 8446, section 4.1.2).</summary>
internal static class ClientHello
{
    private const int SupportedVersions = 43;

    /// <summary>Whether the first record is there to its end.</summary>
    public static bool HasWholeRecord(this RawConnection connection) =>
        connection.Received is { Length: > 5 } bytes && bytes.Length >= 5 + BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(3));

    /// <summary>The versions offered: 0x0303 is TLS 1.2.</summary>
    public static IReadOnlyList<int> Versions(byte[] record)
    {
        // Record and handshake head, version, random; then the session's id, the suites, the compressions.
        var rest = record.AsSpan(5 + 4 + 2 + 32);
        rest = rest[(1 + rest[0])..];
        rest = rest[(2 + BinaryPrimitives.ReadUInt16BigEndian(rest))..];
        rest = rest[(1 + rest[0])..];
        rest = rest[2..];
        while (rest.Length > 4)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            if (BinaryPrimitives.ReadUInt16BigEndian(rest) == SupportedVersions)
            {
                var list = rest.Slice(5, rest[4]).ToArray();
                return [.. list.Chunk(2).Select(version => BinaryPrimitives.ReadUInt16BigEndian(version)).Select(version => (int)version)];
            }

            rest = rest[(4 + length)..];
        }

        return [];
    }
}
