namespace AiGateway.Protocol.Formats.AnthropicMessages;

/// <summary>The kinds of content blocks that we write into a stream.</summary>
internal enum BlockKind
{
    /// <summary>No block.</summary>
    None,

    /// <summary>Text.</summary>
    Text,

    /// <summary>Readable reasoning.</summary>
    Thinking,

    /// <summary>Encrypted reasoning, which comes whole.</summary>
    Redacted,

    /// <summary>A tool call.</summary>
    Call,
}
