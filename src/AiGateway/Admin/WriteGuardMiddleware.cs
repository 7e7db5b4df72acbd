namespace AiGateway.Admin;

/// <summary>
/// Refuses writes that a page of another site could have a browser send: those from a foreign origin, and those whose body is not
/// declared to be JSON, which a form cannot declare.
/// </summary>
internal sealed class WriteGuardMiddleware(RequestDelegate next, ListenerOrigins origins)
{
    /// <summary>The refusal of a body that is not declared to be JSON.</summary>
    public static AdminProblemException NotJson() =>
        new(ProblemKind.MediaType, "POST, PUT and PATCH need the header Content-Type: application/json, with or without a body.");

    /// <summary>Handles one request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method))
        {
            return next(context);
        }

        if (request.Headers.Origin is { Count: > 0 } origin && !(origin is [{ } only] && origins.Contain(only, context.Connection)))
        {
            throw new AdminProblemException(ProblemKind.ForeignOrigin, "The header Origin names another address than the admin API's own.");
        }

        if ((HttpMethods.IsPost(request.Method) || HttpMethods.IsPut(request.Method) || HttpMethods.IsPatch(request.Method)) && !IsJson(request))
        {
            throw NotJson();
        }

        return next(context);
    }

    private static bool IsJson(HttpRequest request)
    {
        if (request.Headers.ContentType is not [{ } text] || !Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(text, out var type))
        {
            return false;
        }

        return type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }
}
