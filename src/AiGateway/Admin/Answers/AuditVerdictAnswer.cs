namespace AiGateway.Admin.Answers;

/// <summary>What a check of the audit log has found.</summary>
/// <param name="Sound">Whether nothing is wrong.</param>
/// <param name="Problem">The first thing that is wrong; null where nothing is.</param>
/// <param name="Notes">What is not wrong by itself but worth a look.</param>
/// <param name="Records">How many records were checked.</param>
/// <param name="LastNumber">The number of the last sound record.</param>
/// <param name="LastLink">Its link; kept elsewhere, it shows whether the end was cut off.</param>
internal sealed record AuditVerdictAnswer(bool Sound, string? Problem, IReadOnlyList<string> Notes, long Records, long LastNumber, string LastLink);
