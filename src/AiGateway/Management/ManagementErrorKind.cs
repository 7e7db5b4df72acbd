namespace AiGateway.Management;

/// <summary>Why something that was asked for is not done.</summary>
internal enum ManagementErrorKind
{
    /// <summary>There is no such thing.</summary>
    NotFound,

    /// <summary>What was given cannot be; <see cref="ManagementException.Field"/> says where.</summary>
    Invalid,

    /// <summary>It does not go together with what there is.</summary>
    Conflict,

    /// <summary>The thing was changed since the caller has read it.</summary>
    VersionMismatch,

    /// <summary>The actor's role does not allow it; <see cref="ManagementException.Field"/> says which part where others would be allowed.</summary>
    Forbidden,
}
