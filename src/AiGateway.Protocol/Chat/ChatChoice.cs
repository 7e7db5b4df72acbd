using System.Text.Json;

namespace AiGateway.Protocol.Chat;

/// <summary>One of the answers to a request.</summary>
/// <param name="index">Its place among them, from 0.</param>
public sealed class ChatChoice(int index)
{
    /// <summary>Its place among the answers, from 0.</summary>
    public int Index { get; } = index;

    /// <summary>The content in the order in which its pieces began: text, thinking, refusal and tool-call parts.</summary>
    public IList<ChatPart> Parts { get; } = [];

    /// <summary>Sources of what was said.</summary>
    public IList<ChatEvent.Citation> Citations { get; } = [];

    /// <summary>Log probabilities, each element in OpenAI's shape; null where there are none.</summary>
    public IList<JsonElement>? Logprobs { get; set; }

    /// <summary>The sound, its pieces joined; null where there is none.</summary>
    public ChatEvent.AudioDelta? Audio { get; set; }

    /// <summary>Why it ended; null where the provider never said, which means a cut.</summary>
    public FinishReason? FinishReason { get; set; }

    /// <summary>The stop sequence that was met.</summary>
    public string? StopSequence { get; set; }
}
