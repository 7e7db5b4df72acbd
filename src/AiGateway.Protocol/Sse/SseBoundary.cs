namespace AiGateway.Protocol.Sse;

/// <summary>Finds where events end in raw bytes, without taking them apart. Lines end in LF, CR or CRLF.</summary>
public static class SseBoundary
{
    /// <summary>The offset after the last blank line, 0 where there is none. A CR at the very end waits for the LF that may follow.</summary>
    public static int LastEnd(ReadOnlySpan<byte> bytes)
    {
        if (bytes.EndsWith("\n\n"u8))
        {
            return bytes.Length;
        }

        var end = After(bytes.LastIndexOf("\n\n"u8), 2);
        end = Math.Max(end, AfterReturn(bytes, "\n\r"u8));
        return Math.Max(end, AfterReturn(bytes, "\r\r"u8));
    }

    /// <summary>The offset after the first blank line, 0 where there is none.</summary>
    public static int FirstEnd(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            var newLine = bytes[at..].IndexOfAny((byte)'\n', (byte)'\r');
            if (newLine < 0)
            {
                return 0;
            }

            var next = SkipLineEnd(bytes, at + newLine);
            if (next < bytes.Length && bytes[next] is (byte)'\n' or (byte)'\r')
            {
                return SkipLineEnd(bytes, next);
            }

            at = next;
        }

        return 0;
    }

    private static int SkipLineEnd(ReadOnlySpan<byte> bytes, int at) =>
        bytes[at] == (byte)'\r' && at + 1 < bytes.Length && bytes[at + 1] == (byte)'\n' ? at + 2 : at + 1;

    /// <summary>The offset after the last pair, whose CR takes an LF behind it along; a pair at the very end does not count.</summary>
    private static int AfterReturn(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> pair)
    {
        for (var rest = bytes; rest.LastIndexOf(pair) is var at and >= 0; rest = rest[..(at + 1)])
        {
            if (at + 2 < bytes.Length)
            {
                return bytes[at + 2] == (byte)'\n' ? at + 3 : at + 2;
            }
        }

        return 0;
    }

    private static int After(int at, int length) => at < 0 ? 0 : at + length;
}
