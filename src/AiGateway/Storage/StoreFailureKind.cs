namespace AiGateway.Storage;

/// <summary>The ways in which a call of the database fails.</summary>
internal enum StoreFailureKind
{
    /// <summary>It cannot be asked.</summary>
    Unavailable,

    /// <summary>It refuses what it was given.</summary>
    Conflict,

    /// <summary>We have called it off, for the time it took or because the caller did.</summary>
    CalledOff,
}
