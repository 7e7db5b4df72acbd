namespace AiGateway.Admin.Answers;

/// <summary>A user.</summary>
/// <param name="Id">Their id.</param>
/// <param name="Name">What people call them.</param>
/// <param name="Team">The team they belong to; null for none.</param>
/// <param name="Models">The names their keys may ask for at most; empty for all.</param>
/// <param name="Tags">Tags that all their requests carry.</param>
/// <param name="Enabled">Whether their keys are accepted.</param>
/// <param name="CreatedAt">When the entry was made.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
/// <param name="Version">What `If-Match` names.</param>
internal sealed record UserAnswer(
    string Id, string Name, string? Team, IReadOnlyList<string> Models, IReadOnlyList<string> Tags, bool Enabled, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long Version);
