namespace AiGateway.Protocol.Formats.Gemini;

/// <summary>How a request offers functions.</summary>
internal enum FunctionUse
{
    /// <summary>Not at all, or none may be called.</summary>
    None,

    /// <summary>They may be called.</summary>
    Offered,

    /// <summary>One must be called.</summary>
    Forced,
}
