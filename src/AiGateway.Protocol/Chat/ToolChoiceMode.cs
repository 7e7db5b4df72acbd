namespace AiGateway.Protocol.Chat;

/// <summary>How free the model is to call tools.</summary>
public enum ToolChoiceMode
{
    /// <summary>It may not.</summary>
    None,

    /// <summary>It may.</summary>
    Auto,

    /// <summary>It must call at least one.</summary>
    Required,
}
