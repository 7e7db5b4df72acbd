using AiGateway.Explaining;

namespace AiGateway.Admin.Endpoints;

/// <summary>What would become of a request, without sending it.</summary>
internal static class ExplainEndpoints
{
    /// <summary>Maps <c>/admin/explain</c>. It changes nothing, so that whoever may look may ask.</summary>
    public static void MapExplain(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/explain", ExplainAsync).For(AdminPolicies.Viewer, "explain", "Tells which targets a request would go to, in which order, and at what price, without sending it", "explain");

    private static async Task<ExplainAnswer> ExplainAsync(ExplainRequest request, Explainer explainer, CancellationToken cancellationToken) =>
        await explainer.ExplainAsync(request, healthKnown: true, cancellationToken);
}
