using System.Runtime.CompilerServices;
using AiGateway.Storage;

namespace AiGateway.Audit;

/// <summary>Reads an audit file line by line, whatever is in it, in bounded memory.</summary>
internal static class AuditFileReader
{
    /// <summary>The records in their order; null for a line that was not written in full.</summary>
    public static async IAsyncEnumerable<AuditRecord?> ReadAsync(Stream input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new byte[AuditLine.Longest];
        var held = 0;
        var isTooLong = false;
        while (true)
        {
            var read = await input.ReadAsync(buffer.AsMemory(held), cancellationToken);
            if (read == 0)
            {
                break;
            }

            held += read;
            var start = 0;
            while (buffer.AsSpan(start, held - start).IndexOf((byte)'\n') is var length and >= 0)
            {
                var line = buffer.AsMemory(start, length);
                start += length + 1;
                yield return !isTooLong && AuditLine.TryRead(line, out var record) ? record : null;
                isTooLong = false;
            }

            // What is longer than any line can be is dropped as it comes, up to its end.
            isTooLong |= start == 0 && held == buffer.Length;
            buffer.AsSpan(start, held - start).CopyTo(buffer);
            held = isTooLong ? 0 : held - start;
        }

        if (held > 0 || isTooLong)
        {
            // A record's last byte is the end of its line; without that it was not written in full, and its change not committed.
            yield return null;
        }
    }
}
