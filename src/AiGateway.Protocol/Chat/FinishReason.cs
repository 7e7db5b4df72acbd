namespace AiGateway.Protocol.Chat;

/// <summary>Why an answer ended, in OpenAI's five words less the legacy one.</summary>
public enum FinishReason
{
    /// <summary>The model was done, or met a stop sequence.</summary>
    Stop,

    /// <summary>The limit of tokens or the context was reached.</summary>
    Length,

    /// <summary>The model waits for the results of its tool calls.</summary>
    ToolCalls,

    /// <summary>The provider withheld or the model refused the answer.</summary>
    ContentFilter,
}
