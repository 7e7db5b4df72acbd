namespace AiGateway.Protocol.Json;

/// <summary>Replaces values of a JSON text by their byte ranges and leaves every other byte as it is.</summary>
public static class JsonSplice
{
    /// <summary>Makes a copy of a text with one range replaced.</summary>
    /// <param name="body">The text.</param>
    /// <param name="start">Offset of the first byte replaced.</param>
    /// <param name="length">How many bytes are replaced.</param>
    /// <param name="replacement">What takes their place.</param>
    public static byte[] Replace(ReadOnlySpan<byte> body, int start, int length, ReadOnlySpan<byte> replacement)
    {
        var result = new byte[body.Length - length + replacement.Length];
        body[..start].CopyTo(result);
        replacement.CopyTo(result.AsSpan(start));
        body[(start + length)..].CopyTo(result.AsSpan(start + replacement.Length));
        return result;
    }
}
