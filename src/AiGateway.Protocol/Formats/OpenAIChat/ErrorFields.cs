namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>What a provider's error says, before it is mapped.</summary>
internal sealed record ErrorFields
{
    public string? Message { get; init; }

    public string? Type { get; init; }

    public string? Code { get; init; }

    public string? Param { get; init; }

    /// <summary>Azure's second, finer code.</summary>
    public string? InnerCode { get; init; }

    /// <summary>The HTTP status that the body itself names.</summary>
    public int? Status { get; init; }
}
