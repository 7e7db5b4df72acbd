using System.Buffers;

namespace AiGateway.Protocol.Sse;

/// <summary>Writes server-sent events.</summary>
public static class SseWriter
{
    /// <summary>Writes one event whose data is a single line.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="eventName">The <c>event:</c> field; empty for none.</param>
    /// <param name="data">The data, free of line ends (compact JSON is).</param>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> eventName, ReadOnlySpan<byte> data)
    {
        if (eventName.Length > 0)
        {
            output.Write("event: "u8);
            output.Write(eventName);
            output.Write("\n"u8);
        }

        output.Write("data: "u8);
        output.Write(data);
        output.Write("\n\n"u8);
    }
}
