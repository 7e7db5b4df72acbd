namespace AiGateway.Admin;

/// <summary>A kind of error: its status and its words.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The last part of its type.</param>
/// <param name="Title">The same for people.</param>
internal sealed record ProblemKind(int Status, string Code, string Title)
{
    /// <summary>The body or a parameter is not as it must be.</summary>
    public static ProblemKind Invalid { get; } = new(400, "invalid-request", "The request is not valid");

    /// <summary>No admin token, or none that is accepted: which of them is not told.</summary>
    public static ProblemKind Unauthorized { get; } = new(401, "unauthorized", "An admin token is required");

    /// <summary>The token's role does not go so far.</summary>
    public static ProblemKind Forbidden { get; } = new(403, "forbidden", "The role does not allow this");

    /// <summary>The request comes from a page of another origin.</summary>
    public static ProblemKind ForeignOrigin { get; } = new(403, "foreign-origin", "The request comes from another origin");

    /// <summary>There is no such path, or no such thing.</summary>
    public static ProblemKind NotFound { get; } = new(404, "not-found", "There is nothing here");

    /// <summary>The path is there and does not know the method.</summary>
    public static ProblemKind MethodNotAllowed { get; } = new(405, "method-not-allowed", "The method is not known here");

    /// <summary>The body took too long.</summary>
    public static ProblemKind Timeout { get; } = new(408, "timeout", "The request took too long");

    /// <summary>What is there stands against it.</summary>
    public static ProblemKind Conflict { get; } = new(409, "conflict", "The state does not allow this");

    /// <summary>It is defined by the configuration, which this API does not write.</summary>
    public static ProblemKind Configured { get; } = new(409, "defined-by-configuration", "The configuration defines this");

    /// <summary>Somebody else has changed it since.</summary>
    public static ProblemKind VersionMismatch { get; } = new(412, "version-mismatch", "It has changed since it was read");

    /// <summary>The body is too large.</summary>
    public static ProblemKind TooLarge { get; } = new(413, "too-large", "The body is too large");

    /// <summary>A write without a body of JSON.</summary>
    public static ProblemKind MediaType { get; } = new(415, "unsupported-media-type", "JSON is required");

    /// <summary>A change that does not say of which version.</summary>
    public static ProblemKind VersionRequired { get; } = new(428, "version-required", "The version must be named");

    /// <summary>Too many bad tokens.</summary>
    public static ProblemKind TooManyAttempts { get; } = new(429, "too-many-attempts", "Too many bad tokens");

    /// <summary>A fault of the gateway's own.</summary>
    public static ProblemKind Internal { get; } = new(500, "internal", "The gateway failed");

    /// <summary>The store does not answer: nothing is known and nothing was changed.</summary>
    public static ProblemKind StoreUnavailable { get; } = new(503, "store-unavailable", "The store does not answer");

    /// <summary>The audit log cannot be written, so nothing may change.</summary>
    public static ProblemKind AuditUnavailable { get; } = new(503, "audit-unavailable", "The change cannot be put on record");

    /// <summary>Every kind.</summary>
    public static IReadOnlyList<ProblemKind> All { get; } =
    [
        Invalid, Unauthorized, Forbidden, ForeignOrigin, NotFound, MethodNotAllowed, Timeout, Conflict, Configured, VersionMismatch,
        TooLarge, MediaType, VersionRequired, TooManyAttempts, Internal, StoreUnavailable, AuditUnavailable,
    ];
}
