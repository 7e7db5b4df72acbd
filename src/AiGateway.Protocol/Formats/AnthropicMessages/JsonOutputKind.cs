namespace AiGateway.Protocol.Formats.AnthropicMessages;

/// <summary>The ways to get JSON for an answer.</summary>
internal enum JsonOutputKind
{
    /// <summary>Free text was asked for.</summary>
    None,

    /// <summary>By <c>output_config.format</c>.</summary>
    Native,

    /// <summary>By a tool that the model must call and whose arguments are the answer.</summary>
    Tool,

    /// <summary>By an instruction in the system text.</summary>
    Words,
}
