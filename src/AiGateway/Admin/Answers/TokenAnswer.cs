using AiGateway.Storage;

namespace AiGateway.Admin.Answers;

/// <summary>An admin token: all about it but the token itself.</summary>
/// <param name="Id">Its public id.</param>
/// <param name="Name">What people call it, or its holder.</param>
/// <param name="Role">What its holder may do.</param>
/// <param name="Bootstrap">Whether it is the one-time token of the first start, which has no role.</param>
/// <param name="ExpiresAt">When it ends; null for never.</param>
/// <param name="Enabled">Whether it is accepted.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
/// <param name="Version">What `If-Match` names.</param>
internal sealed record TokenAnswer(
    string Id, string Name, AdminRole Role, bool Bootstrap, DateTimeOffset? ExpiresAt, bool Enabled, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long Version);
