namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>The form that a provider demands of tool-call ids; other ids are replaced by a stable hash, alike in calls and in results.</summary>
public enum ToolCallIdForm
{
    /// <summary>Any text.</summary>
    Any,

    /// <summary>At most 40 characters (OpenAI and Azure: <c>string_above_max_length</c>).</summary>
    AtMost40,

    /// <summary>Exactly nine letters and digits (Mistral).</summary>
    NineAlphanumeric,
}
