using System.Buffers;
using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Formats;

/// <summary>Writes one caller's stream. Each call appends whole frames, never a part of one. Not thread-safe.</summary>
public interface IAnswerStreamWriter
{
    /// <summary>Writes what this event adds to the stream; may be nothing where the format says it elsewhere or not at all.</summary>
    void Write(ChatEvent chatEvent, IBufferWriter<byte> output);

    /// <summary>Writes the format's ending after the last event of an answer that ended well. To be called once.</summary>
    /// <remarks>Where a choice never said why it ended, no reason is made up for it; an answer without any reason gets no ending.</remarks>
    void Complete(IBufferWriter<byte> output);
}
