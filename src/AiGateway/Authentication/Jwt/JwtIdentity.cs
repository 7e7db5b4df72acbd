using AiGateway.Configuration;

namespace AiGateway.Authentication.Jwt;

/// <summary>Whom a token that was found good speaks of.</summary>
/// <param name="Id">The caller's id: <c>jwt:{issuer}:{sub}</c>.</param>
/// <param name="User">The user.</param>
/// <param name="Name">What people call the caller; null where the token does not say.</param>
/// <param name="Team">The team; null where the issuer's callers have none.</param>
/// <param name="Tags">The tags.</param>
/// <param name="Models">The names the caller may ask for; null for all.</param>
internal sealed record JwtIdentity(string Id, string User, string? Name, string? Team, IReadOnlyList<string> Tags, IReadOnlyList<ModelPattern>? Models)
{
    /// <summary>Whether the token lets its caller ask for a model.</summary>
    public bool Allows(string model)
    {
        if (Models is null)
        {
            return true;
        }

        foreach (var pattern in Models)
        {
            if (pattern.Matches(model))
            {
                return true;
            }
        }

        return false;
    }
}
