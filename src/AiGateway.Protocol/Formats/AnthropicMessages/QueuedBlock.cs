using System.Text;
using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Formats.AnthropicMessages;

/// <summary>A block that waits until the tool call before it is complete.</summary>
/// <param name="kind">Its kind.</param>
/// <param name="text">What it holds at first.</param>
internal sealed class QueuedBlock(BlockKind kind, string text)
{
    /// <summary>Its kind.</summary>
    public BlockKind Kind { get; } = kind;

    /// <summary>Text, reasoning, arguments or encrypted data.</summary>
    public StringBuilder Text { get; } = new(text);

    /// <summary>The signature that closes a block of reasoning.</summary>
    public string? Signature { get; set; }

    /// <summary>The call, for <see cref="BlockKind.Call"/>.</summary>
    public ChatEvent.ToolCallStarted? Call { get; init; }
}
