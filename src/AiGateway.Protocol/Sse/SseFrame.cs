namespace AiGateway.Protocol.Sse;

/// <summary>One server-sent event as it came off the wire. Its memory is valid until the reader is touched again.</summary>
/// <param name="Event">The <c>event:</c> field's value; empty where there was none.</param>
/// <param name="Data">The <c>data:</c> lines joined by line feeds; empty for a frame of comments or other fields only.</param>
/// <param name="HasData">True where there was a <c>data:</c> line, even an empty one.</param>
public readonly record struct SseFrame(ReadOnlyMemory<byte> Event, ReadOnlyMemory<byte> Data, bool HasData)
{
    /// <summary>
    /// True where the data is a JSON object or array that stood in the stream as plain lines, outside of any event, which is how Gemini's
    /// servers report a failure in mid-stream. A reader must take nothing but an error from it.
    /// </summary>
    public bool IsBare { get; init; }

    /// <summary>True where the data is OpenAI's <c>[DONE]</c>.</summary>
    public bool IsDone => Data.Span.SequenceEqual("[DONE]"u8);
}
