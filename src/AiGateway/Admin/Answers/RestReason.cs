namespace AiGateway.Admin.Answers;

/// <summary>Why something rests.</summary>
internal enum RestReason
{
    /// <summary>The provider could not be reached.</summary>
    Unreachable,

    /// <summary>The model's calls failed.</summary>
    Failing,

    /// <summary>The provider refused the key.</summary>
    Refused,

    /// <summary>The key was over its limit for the model.</summary>
    Limited,
}
