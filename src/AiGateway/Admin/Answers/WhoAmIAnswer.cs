using AiGateway.Storage;

namespace AiGateway.Admin.Answers;

/// <summary>Whose token it is.</summary>
/// <param name="TokenId">The token's public id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Role">What its holder may do.</param>
/// <param name="ExpiresAt">When it ends; null for never.</param>
internal sealed record WhoAmIAnswer(string TokenId, string Name, AdminRole Role, DateTimeOffset? ExpiresAt);
