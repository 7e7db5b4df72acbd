namespace AiGateway.Protocol.Chat;

/// <summary>The forms an answer's text can be asked for.</summary>
public enum ResponseFormatKind
{
    /// <summary>Free text.</summary>
    Text,

    /// <summary>Any JSON object.</summary>
    JsonObject,

    /// <summary>JSON that keeps to a schema.</summary>
    JsonSchema,
}
