using AiGateway.Admin.Answers;

namespace AiGateway.Admin.Endpoints;

/// <summary>Tells the holder of a token what it is.</summary>
internal static class WhoAmIEndpoints
{
    /// <summary>Maps <c>/admin/whoami</c>.</summary>
    public static void MapWhoAmI(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/whoami", WhoAmI).For(AdminPolicies.Viewer, "whoAmI", "Tells whose token it is", "status");

    private static WhoAmIAnswer WhoAmI(HttpContext context)
    {
        var holder = context.Features.GetRequiredFeature<AdminIdentity>();
        return new WhoAmIAnswer(holder.TokenId, holder.Name, holder.Role!.Value, holder.ExpiresAt);
    }
}
