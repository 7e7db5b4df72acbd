namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>How an assistant turn of tool calls alone says that it has no text.</summary>
public enum EmptyAssistantContent
{
    /// <summary><c>"content": null</c>, as OpenAI writes it.</summary>
    Null,

    /// <summary><c>"content": ""</c>.</summary>
    EmptyString,

    /// <summary>No <c>content</c> at all.</summary>
    Absent,
}
