namespace AiGateway.Management;

/// <summary>Something that was asked for is not done. The message is for whoever asked, and repeats no secret.</summary>
internal sealed class ManagementException(ManagementErrorKind kind, string message, string? field = null) : Exception(message)
{
    /// <summary>Why.</summary>
    public ManagementErrorKind Kind { get; } = kind;

    /// <summary>The field it is about, by its JSON name; null for none.</summary>
    public string? Field { get; } = field;

    /// <summary>There is no such thing.</summary>
    public static ManagementException NotFound(string kind, string id) => new(ManagementErrorKind.NotFound, $"There is no {kind} `{id}`.");

    /// <summary>A field's value cannot be.</summary>
    public static ManagementException Invalid(string field, string message) => new(ManagementErrorKind.Invalid, message, field);

    /// <summary>It does not go together with what there is.</summary>
    public static ManagementException Conflict(string message, string? field = null) => new(ManagementErrorKind.Conflict, message, field);

    /// <summary>The role does not allow it.</summary>
    public static ManagementException Forbidden(string message, string? field = null) => new(ManagementErrorKind.Forbidden, message, field);

    /// <summary>The version given is not the one in force.</summary>
    public static ManagementException VersionMismatch(string kind, string id, long version) =>
        new(ManagementErrorKind.VersionMismatch, $"The {kind} `{id}` was changed meanwhile: it is at version {version}.");
}
