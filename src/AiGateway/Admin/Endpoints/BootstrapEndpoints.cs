using AiGateway.Admin.Answers;
using AiGateway.Admin.Bodies;
using AiGateway.Management;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiGateway.Admin.Endpoints;

/// <summary>Turns the one-time token of the first start into the first real admin token.</summary>
internal static class BootstrapEndpoints
{
    /// <summary>Where that is done.</summary>
    public const string Path = AdminEndpoints.Prefix + "/bootstrap";

    /// <summary>Maps it.</summary>
    public static void MapBootstrap(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/bootstrap", CreateAsync).For(AdminPolicies.Bootstrap, "bootstrap", "Makes the first admin token and shows it once; the token used for it is then void", "tokens");

    private static async Task<Created<IssuedTokenAnswer>> CreateAsync(
        BootstrapBody body, HttpContext context, AdminTokenManagement tokens, AdminWrite write, CancellationToken cancellationToken)
    {
        // Read again rather than kept: nothing else of the request's has the token's text.
        var presented = PresentedToken.Read(context.Request.Headers, out _)!;
        var issued = await write.DoneAsync(
            () => tokens.BootstrapAsync(presented, body.Name, AdminRequest.OriginOf(context), AdminRequest.IdOf(context), cancellationToken), cancellationToken);
        Versions.Tell(context, issued.Token.Version);
        return TypedResults.Created($"{AdminEndpoints.Prefix}/tokens/{issued.Token.Id}", new IssuedTokenAnswer(StoredThings.Of(issued.Token), issued.Text));
    }
}
