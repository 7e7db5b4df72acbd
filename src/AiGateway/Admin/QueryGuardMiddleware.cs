namespace AiGateway.Admin;

/// <summary>Refuses queries with parameters that the endpoint does not have, or has once: credentials among them, which no query may carry.</summary>
internal sealed class QueryGuardMiddleware(RequestDelegate next)
{
    /// <summary>Handles one request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Query.Count > 0 && context.GetEndpoint() is RouteEndpoint endpoint)
        {
            var known = endpoint.Metadata.GetMetadata<QueryParameters>()?.All ?? [];
            foreach (var (name, values) in context.Request.Query)
            {
                if (!known.Any(parameter => parameter.Name == name))
                {
                    var names = known.Count == 0 ? "it has none" : $"it has {string.Join(", ", known.Select(static parameter => parameter.Name))}";
                    throw new AdminProblemException(ProblemKind.Invalid, $"The path does not have this parameter; {names}.", name);
                }

                if (values.Count > 1)
                {
                    throw new AdminProblemException(ProblemKind.Invalid, "The parameter stands there twice.", name);
                }
            }
        }

        return next(context);
    }
}
