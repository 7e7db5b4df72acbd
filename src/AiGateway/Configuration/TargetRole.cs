namespace AiGateway.Configuration;

/// <summary>What a target of a pool is for.</summary>
internal enum TargetRole
{
    /// <summary>Answers in its tier's turn.</summary>
    Regular,

    /// <summary>Answers when all regular ones are spent.</summary>
    Any,

    /// <summary>Answers when a request was too long for another.</summary>
    TooLong,

    /// <summary>Answers when another refused a request by policy.</summary>
    Policy,
}
