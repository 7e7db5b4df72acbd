using AiGateway.Management;

namespace AiGateway.Admin;

/// <summary>Turns what management refuses into the API's words.</summary>
internal static class ManagementProblems
{
    /// <summary>The problem behind a refusal.</summary>
    public static AdminProblemException From(ManagementException refused) => new(KindOf(refused.Kind), refused.Message, FieldOf(refused.Field));

    private static ProblemKind KindOf(ManagementErrorKind kind) => kind switch
    {
        ManagementErrorKind.NotFound => ProblemKind.NotFound,
        ManagementErrorKind.Invalid => ProblemKind.Invalid,
        ManagementErrorKind.Conflict => ProblemKind.Conflict,
        ManagementErrorKind.VersionMismatch => ProblemKind.VersionMismatch,
        ManagementErrorKind.Forbidden => ProblemKind.Forbidden,
        _ => ProblemKind.Internal,
    };

    private static string? FieldOf(string? field) => field is [var first, .. var rest] ? char.ToLowerInvariant(first) + rest : null;
}
