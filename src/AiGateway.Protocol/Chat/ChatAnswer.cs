namespace AiGateway.Protocol.Chat;

/// <summary>A whole answer, folded from its events.</summary>
public sealed class ChatAnswer
{
    /// <summary>The provider's id for it, null where it gave none.</summary>
    public string? Id { get; set; }

    /// <summary>The model that answered.</summary>
    public string? Model { get; set; }

    /// <summary>Unix seconds.</summary>
    public long? Created { get; set; }

    /// <summary>The answers, one unless more were asked for.</summary>
    public IList<ChatChoice> Choices { get; } = [];

    /// <summary>What it used; null where the provider did not say.</summary>
    public TokenUsage? Usage { get; set; }

    /// <summary>Set where the provider reported a failure inside the answer.</summary>
    public GatewayError? Error { get; set; }
}
