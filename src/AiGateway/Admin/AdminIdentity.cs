using AiGateway.Storage;

namespace AiGateway.Admin;

/// <summary>Whose admin token came with a request.</summary>
/// <param name="TokenId">The token's public id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Role">What its holder may do; null for a bootstrap token, which is good for one thing only.</param>
/// <param name="ExpiresAt">When it ends; null for never.</param>
internal sealed record AdminIdentity(string TokenId, string Name, AdminRole? Role, DateTimeOffset? ExpiresAt)
{
    /// <summary>Whether the holder may do what a role may.</summary>
    public bool Is(AdminRole least) => Role >= least;
}
