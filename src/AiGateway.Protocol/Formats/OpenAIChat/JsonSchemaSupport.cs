namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>What a provider makes of a <c>response_format</c> with a JSON schema.</summary>
public enum JsonSchemaSupport
{
    /// <summary>It takes the schema.</summary>
    Native,

    /// <summary>It takes <c>json_object</c> only: the schema goes into the system text.</summary>
    ObjectAndInstruction,

    /// <summary>It takes no response format: the schema goes into the system text and the field is left out.</summary>
    InstructionOnly,
}
