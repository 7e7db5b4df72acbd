namespace AiGateway.Authentication;

/// <summary>What became of a key that was presented. All but the first, and the two that are about the store, are told only to whoever has the right secret.</summary>
internal enum KeyOutcome
{
    /// <summary>There is no such key, or its secret is another.</summary>
    Unknown,

    /// <summary>The key is right and may be used.</summary>
    Accepted,

    /// <summary>The key has ended.</summary>
    Expired,

    /// <summary>The key, its team or its user is switched off, or its team is gone.</summary>
    Disabled,

    /// <summary>The key was revoked.</summary>
    Revoked,

    /// <summary>The key may not be used from that address.</summary>
    NetworkRefused,

    /// <summary>The store has to be asked first.</summary>
    Unsettled,

    /// <summary>The store would have to be asked, and does not answer.</summary>
    StoreUnavailable,
}
