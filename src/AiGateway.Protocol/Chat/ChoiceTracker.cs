namespace AiGateway.Protocol.Chat;

/// <summary>Follows which of an answer's choices have begun and which have ended, so that an end between two of them is not taken for a good one.</summary>
/// <remarks>Not thread-safe. A choice is told by its index; all from 63 on count as one.</remarks>
/// <param name="expected">
/// How many choices the provider was asked for. 1 where it was not asked for several, or its format has no word for them: what it gives
/// beyond is followed all the same.
/// </param>
public sealed class ChoiceTracker(int expected = 1)
{
    private ulong _begun;
    private ulong _finished;

    /// <summary>True once a choice has begun or ended.</summary>
    public bool Any => (_begun | _finished) != 0;

    /// <summary>True once every choice that began has ended, and as many as were asked for.</summary>
    public bool AllFinished =>
        _finished != 0 && (_begun & ~_finished) == 0 && System.Numerics.BitOperations.PopCount(_finished) >= Math.Clamp(expected, 1, 64);

    /// <summary>Takes the next event of the answer.</summary>
    public void Observe(ChatEvent chatEvent)
    {
        switch (chatEvent)
        {
            case ChatEvent.TextDelta text:
                Begin(text.Choice);
                break;
            case ChatEvent.ReasoningDelta reasoning:
                Begin(reasoning.Choice);
                break;
            case ChatEvent.ReasoningSignature signature:
                Begin(signature.Choice);
                break;
            case ChatEvent.RedactedReasoning redacted:
                Begin(redacted.Choice);
                break;
            case ChatEvent.RefusalDelta refusal:
                Begin(refusal.Choice);
                break;
            case ChatEvent.ToolCallStarted call:
                Begin(call.Choice);
                break;
            case ChatEvent.ToolCallDelta delta:
                Begin(delta.Choice);
                break;
            case ChatEvent.AudioDelta audio:
                Begin(audio.Choice);
                break;
            case ChatEvent.Finished finished:
                Observe(0, Bit(finished.Choice));
                break;
        }
    }

    /// <summary>Takes what a frame of a stream that goes through untouched says.</summary>
    /// <param name="begun">The choices it has content for, a bit for each index.</param>
    /// <param name="finished">The choices it ends, likewise.</param>
    public void Observe(ulong begun, ulong finished)
    {
        _begun |= begun;
        _finished |= finished;
    }

    private static ulong Bit(int choice) => 1UL << Math.Clamp(choice, 0, 63);

    private void Begin(int choice) => _begun |= Bit(choice);
}
