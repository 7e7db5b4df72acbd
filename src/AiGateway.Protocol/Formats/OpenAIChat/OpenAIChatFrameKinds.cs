namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>What a frame of a stream carries; several may be true of one.</summary>
[Flags]
public enum OpenAIChatFrameKinds
{
    /// <summary>Nothing of the below: a role, an empty delta, a provider's own data.</summary>
    Other = 0,

    /// <summary>Text, reasoning, a refusal, a tool call or audio that is not empty: what commits an attempt.</summary>
    Content = 1,

    /// <summary>A finish reason.</summary>
    Finish = 2,

    /// <summary>The <c>[DONE]</c> that ends a stream.</summary>
    Done = 4,

    /// <summary>The provider's report of a failure.</summary>
    Error = 8,

    /// <summary>A count of tokens.</summary>
    Usage = 16,

    /// <summary>Data that is no JSON object.</summary>
    Malformed = 32,

    /// <summary>Beside <see cref="Finish"/>: the answer ended because the provider's policy or filter withheld it.</summary>
    FinishPolicy = 64,
}
