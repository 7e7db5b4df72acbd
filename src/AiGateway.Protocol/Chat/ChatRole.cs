namespace AiGateway.Protocol.Chat;

/// <summary>Who a message is from. OpenAI's <c>developer</c> and <c>system</c> both instruct the model; formats that know one word write that.</summary>
public enum ChatRole
{
    /// <summary>Instructions, by their older name.</summary>
    System,

    /// <summary>Instructions, by the name that OpenAI's reasoning models use.</summary>
    Developer,

    /// <summary>The person or program that asks.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,

    /// <summary>The result of one tool call, named by <see cref="ChatMessage.ToolCallId"/>.</summary>
    Tool,
}
