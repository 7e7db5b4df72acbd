namespace AiGateway.Admin.Answers;

/// <summary>What came of encrypting the secrets anew.</summary>
/// <param name="Changed">How many were.</param>
/// <param name="Unreadable">The names of those that could not be, since no master key opens them.</param>
internal sealed record ReencryptAnswer(int Changed, IReadOnlyList<string> Unreadable);
