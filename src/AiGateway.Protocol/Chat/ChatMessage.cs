namespace AiGateway.Protocol.Chat;

/// <summary>One turn of a conversation: a role and its content in order.</summary>
/// <remarks>
/// A tool's result is a message of its own (<see cref="ChatRole.Tool"/>), as in OpenAI's format. Formats that keep results inside a
/// user turn split them off when they read and merge neighbouring ones when they write.
/// </remarks>
public sealed record ChatMessage
{
    /// <summary>Who speaks.</summary>
    public required ChatRole Role { get; init; }

    /// <summary>The content in its order; may be empty, as for an assistant turn that carries nothing.</summary>
    public required IReadOnlyList<ChatPart> Parts { get; init; }

    /// <summary>The participant's name (OpenAI's <c>name</c>), or the function's name on a <see cref="ChatRole.Tool"/> message where the caller gave it.</summary>
    public string? Name { get; init; }

    /// <summary>The call that a <see cref="ChatRole.Tool"/> message answers; null for every other role.</summary>
    public string? ToolCallId { get; init; }

    /// <summary>True where a tool's result reports a failure (Anthropic's <c>is_error</c>).</summary>
    public bool IsError { get; init; }

    /// <summary>The text parts joined without a separator.</summary>
    public string Text => string.Concat(Parts.OfType<ChatPart.Text>().Select(static part => part.Value));

    /// <summary>The tool calls of an assistant turn, in order.</summary>
    public IEnumerable<ChatPart.ToolCall> ToolCalls => Parts.OfType<ChatPart.ToolCall>();
}
