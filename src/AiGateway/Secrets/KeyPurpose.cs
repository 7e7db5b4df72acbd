namespace AiGateway.Secrets;

/// <summary>What a digest is for. Each purpose has a key of its own, so that what was made for one is worth nothing for another.</summary>
internal enum KeyPurpose
{
    /// <summary>Recognising a virtual key.</summary>
    VirtualKey,

    /// <summary>Recognising a token for the admin API.</summary>
    AdminToken,

    /// <summary>Telling in the audit log whether two states are the same, without saying what they are.</summary>
    AuditDigest,
}
