namespace AiGateway.Admin.Endpoints;

/// <summary>The admin API's table of contents.</summary>
internal static class AdminEndpoints
{
    /// <summary>What every path begins with.</summary>
    public const string Prefix = "/admin";

    /// <summary>Maps every endpoint.</summary>
    public static void MapAdmin(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(Prefix);
        group.MapWhoAmI();
        group.MapStatus();
        group.MapBootstrap();
        group.MapKeys();
        group.MapTeams();
        group.MapUsers();
        group.MapSecrets();
        group.MapTokens();
        group.MapHealth();
        group.MapConfiguration();
        group.MapAudit();
        group.MapExplain();
    }
}
