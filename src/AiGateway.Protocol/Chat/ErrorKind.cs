namespace AiGateway.Protocol.Chat;

/// <summary>What a failure is about, where that decides who may answer instead.</summary>
public enum ErrorKind
{
    /// <summary>Anything else.</summary>
    Other,

    /// <summary>The request is longer than the model's context, or larger than the provider takes at all.</summary>
    ContextLength,

    /// <summary>The provider's policy or filter refuses the request or its answer.</summary>
    ContentPolicy,
}
