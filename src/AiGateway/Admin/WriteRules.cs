using AiGateway.Admin.Bodies;
using AiGateway.Storage;

namespace AiGateway.Admin;

/// <summary>
/// The least role that may set each field of each thing, all of them in one place. A field without a rule may be set by nobody. Beyond
/// this, management keeps what an operator gives to a key within what its team and user may use.
/// </summary>
internal static class WriteRules
{
    /// <summary>The rules by thing and field.</summary>
    public static IReadOnlyDictionary<(string Thing, string Field), AdminRole> All { get; } = new Dictionary<(string, string), AdminRole>
    {
        [("key", "name")] = AdminRole.Operator,
        [("key", "team")] = AdminRole.Operator,
        [("key", "user")] = AdminRole.Operator,
        [("key", "tags")] = AdminRole.Operator,
        [("key", "models")] = AdminRole.Operator,
        [("key", "surfaces")] = AdminRole.Operator,
        [("key", "networks")] = AdminRole.Operator,
        [("key", "expiresAt")] = AdminRole.Operator,
        [("key", "enabled")] = AdminRole.Operator,
        [("rotation", "overlap")] = AdminRole.Operator,
        [("rest", "provider")] = AdminRole.Operator,
        [("rest", "model")] = AdminRole.Operator,
        [("rest", "key")] = AdminRole.Operator,
        [("team", "id")] = AdminRole.Admin,
        [("team", "name")] = AdminRole.Admin,
        [("team", "models")] = AdminRole.Admin,
        [("team", "tags")] = AdminRole.Admin,
        [("team", "enabled")] = AdminRole.Admin,
        [("user", "id")] = AdminRole.Admin,
        [("user", "name")] = AdminRole.Admin,
        [("user", "team")] = AdminRole.Admin,
        [("user", "models")] = AdminRole.Admin,
        [("user", "tags")] = AdminRole.Admin,
        [("user", "enabled")] = AdminRole.Admin,
        [("secret", "value")] = AdminRole.Admin,
        [("secret", "note")] = AdminRole.Admin,
        [("token", "name")] = AdminRole.Admin,
        [("token", "role")] = AdminRole.Admin,
        [("token", "expiresAt")] = AdminRole.Admin,
        [("token", "enabled")] = AdminRole.Admin,
    };

    /// <summary>Refuses a body that sets a field which the holder's role may not set.</summary>
    /// <param name="holder">Who asks.</param>
    /// <param name="thing">What is written.</param>
    /// <param name="body">What is to be set.</param>
    /// <exception cref="AdminProblemException">There is such a field.</exception>
    public static void Check(AdminIdentity holder, string thing, WriteBody body)
    {
        foreach (var field in body.Given.Order(StringComparer.Ordinal))
        {
            if (!All.TryGetValue((thing, field), out var least))
            {
                throw new AdminProblemException(ProblemKind.Forbidden, "Nobody may set this field.", field);
            }

            if (!holder.Is(least))
            {
                throw new AdminProblemException(ProblemKind.Forbidden, $"Setting this field needs the role {AdminPolicies.NameOf(least)}.", field);
            }
        }
    }
}
