using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Sse;

namespace AiGateway.Protocol.Formats;

/// <summary>Reads one provider stream, event by event. Not thread-safe.</summary>
public interface IAnswerStreamReader
{
    /// <summary>True once the format's own end was seen (<c>[DONE]</c>, <c>message_stop</c>); formats without one say false for ever.</summary>
    bool IsTerminated { get; }

    /// <summary>Reads one frame. Unknown events and comments give nothing; an error event gives <see cref="ChatEvent.Failed"/>.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="events">Receives the events.</param>
    /// <exception cref="System.Text.Json.JsonException">The frame's data is malformed; the reader may go on with the next frame.</exception>
    void Read(in SseFrame frame, ICollection<ChatEvent> events);

    /// <summary>
    /// Gives what was held back for the end. To be called once, when the connection has ended well. A choice that never said why it ended
    /// was cut all the same: nothing is made up for it, neither a <see cref="ChatEvent.Finished"/> nor the rest of a call's arguments. Where
    /// the format's own end was seen (<see cref="IsTerminated"/>), a choice that is whole may be finished for a provider that gives no reasons.
    /// </summary>
    void Complete(ICollection<ChatEvent> events);
}
