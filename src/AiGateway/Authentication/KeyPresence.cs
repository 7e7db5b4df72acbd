namespace AiGateway.Authentication;

/// <summary>Whether there is any key at all, in the configuration or in the store.</summary>
internal enum KeyPresence
{
    /// <summary>The store does not say.</summary>
    Unsure,

    /// <summary>There is none: callers on this machine are served without one, and nobody else is.</summary>
    None,

    /// <summary>There are keys, be they in force or not, so everybody needs one.</summary>
    Some,
}
