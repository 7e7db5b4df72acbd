namespace AiGateway.Storage;

/// <summary>What the holder of an admin token may do; each may do what those before it may.</summary>
internal enum AdminRole
{
    /// <summary>Look, and change nothing.</summary>
    Viewer,

    /// <summary>Run the daily business: make, change, rotate and revoke keys within what their teams and users allow, end rests, reload.</summary>
    Operator,

    /// <summary>Everything: teams, users, secrets and admin tokens too.</summary>
    Admin,
}
