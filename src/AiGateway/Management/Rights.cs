using AiGateway.Audit;
using AiGateway.Storage;

namespace AiGateway.Management;

/// <summary>What each role may ask for. The admin API asks too; here it holds for whoever comes.</summary>
internal static class Rights
{
    /// <summary>Refuses all but admins, the command line and the gateway itself.</summary>
    /// <exception cref="ManagementException">The actor's role does not allow it.</exception>
    public static void RequireAdmin(Actor actor, string what)
    {
        if (!actor.IsAdmin)
        {
            throw ManagementException.Forbidden($"The role `{AuditHash.RoleName(actor.Role!.Value)}` may not {what}; that is for admins.");
        }
    }

    /// <summary>Refuses viewers.</summary>
    /// <exception cref="ManagementException">The actor's role does not allow it.</exception>
    public static void RequireOperator(Actor actor, string what)
    {
        if (actor.Role is AdminRole.Viewer)
        {
            throw ManagementException.Forbidden($"The role `viewer` may not {what}; that is for operators and admins.");
        }
    }
}
