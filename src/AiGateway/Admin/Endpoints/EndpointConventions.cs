namespace AiGateway.Admin.Endpoints;

/// <summary>What every endpoint says of itself: who may use it, and what the description calls it.</summary>
internal static class EndpointConventions
{
    /// <summary>Sets an endpoint up.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="policy">Who may use it, one of <see cref="AdminPolicies"/>.</param>
    /// <param name="name">Its operation id.</param>
    /// <param name="summary">What it does, in a line.</param>
    /// <param name="tag">The group it belongs to.</param>
    /// <param name="parameters">The parameters that its query may have.</param>
    public static RouteHandlerBuilder For(this RouteHandlerBuilder endpoint, string policy, string name, string summary, string tag, params QueryParameter[] parameters) => endpoint
        .RequireAuthorization(policy)
        .WithName(name)
        .WithSummary(summary)
        .WithTags(tag)
        .WithMetadata(new QueryParameters(parameters));

    /// <summary>The endpoint changes a version that is there, which <c>If-Match</c> must or may name.</summary>
    public static RouteHandlerBuilder OfVersion(this RouteHandlerBuilder endpoint, bool required = true) => endpoint.WithMetadata(new VersionDemand(required));
}
