using System.Text.Json;
using AiGateway.Audit;
using AiGateway.Exchanges;
using AiGateway.Management;
using AiGateway.Storage;

namespace AiGateway.Admin;

/// <summary>
/// The outermost stage of the admin API: the headers that every answer has, and an error that a program can read for whatever went
/// wrong further in, be it an unknown path.
/// </summary>
internal sealed partial class AdminFrontMiddleware(RequestDelegate next, ILogger<AdminFrontMiddleware> logger)
{
    /// <summary>How soon to ask a store again that did not answer.</summary>
    private static readonly TimeSpan StoreRetry = TimeSpan.FromSeconds(2);

    /// <summary>Handles one request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers[HeaderNames.RequestId] = AdminRequest.IdOf(context);

        AdminProblemException? problem;
        try
        {
            RefuseAmbiguousFraming(context);
            await next(context);
            problem = Unanswered(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
#pragma warning disable CA1031 // The last resort: the caller gets an answer and the process goes on.
        catch (Exception exception) when (!context.Response.HasStarted)
#pragma warning restore CA1031
        {
            problem = Explain(exception);
            if (problem.Kind == ProblemKind.Internal)
            {
                LogUnhandled(exception, context.Request.Path, AdminRequest.IdOf(context));
            }
            else if (problem.Kind.Status == StatusCodes.Status503ServiceUnavailable)
            {
                LogUnavailable(context.Request.Path, exception.Message);
            }
        }

        if (problem is not null && !context.Response.HasStarted)
        {
            await ProblemWriter.WriteAsync(context, problem);
        }
    }

    /// <summary>Kestrel takes the one and renames the other; a server before it may have done the opposite.</summary>
    private static void RefuseAmbiguousFraming(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (headers.TransferEncoding.Count > 0 && (headers.ContentLength is not null || headers.ContainsKey("X-Content-Length")))
        {
            context.Response.Headers.Connection = "close";
            throw new AdminProblemException(ProblemKind.Invalid, "A request has either Content-Length or Transfer-Encoding, not both.");
        }
    }

    private static AdminProblemException Explain(Exception exception) => exception switch
    {
        AdminProblemException own => own,
        ManagementException refused => ManagementProblems.From(refused),
        StoreUnavailableException => new(ProblemKind.StoreUnavailable, "The store does not answer, or not in time. Nothing was changed as far as the gateway can tell.") { RetryAfter = StoreRetry },
        AuditUnavailableException => new(ProblemKind.AuditUnavailable, "The change cannot be put on record, so it was not made.") { RetryAfter = StoreRetry },
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => TooLarge(),
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => TooSlow(),
        BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } => WriteGuardMiddleware.NotJson(),
        BadHttpRequestException { InnerException: JsonException broken } => BodyProblems.From(broken),
        BadHttpRequestException => new(ProblemKind.Invalid, "The request needs a body: one JSON object."),
        _ => new(ProblemKind.Internal, "Something went wrong inside the gateway. Its log says more under this request's id."),
    };

    private static AdminProblemException TooLarge() => new(ProblemKind.TooLarge, "The body is larger than 1 MiB.");

    private static AdminProblemException TooSlow() => new(ProblemKind.Timeout, "The body did not arrive in time.");

    private static AdminProblemException? Unanswered(HttpContext context) => context.Response switch
    {
        { HasStarted: true } => null,
        { StatusCode: StatusCodes.Status404NotFound } => new(ProblemKind.NotFound, "The admin API has no such path. GET /admin/openapi.json lists those it has."),
        { StatusCode: StatusCodes.Status405MethodNotAllowed } => new(ProblemKind.MethodNotAllowed, $"This path does not know the method; it knows {context.Response.Headers.Allow}."),
        // ASP.NET ends the reading of such a body with a status and no word.
        { StatusCode: StatusCodes.Status400BadRequest } => new(ProblemKind.Invalid, "The body could not be read."),
        { StatusCode: StatusCodes.Status413PayloadTooLarge } => TooLarge(),
        { StatusCode: StatusCodes.Status408RequestTimeout } => TooSlow(),
        { StatusCode: StatusCodes.Status415UnsupportedMediaType } => WriteGuardMiddleware.NotJson(),
        _ => null,
    };

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "Admin request to {Path} ({RequestId}) failed in the gateway itself")]
    private partial void LogUnhandled(Exception exception, string path, string requestId);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "Admin request to {Path} was not answered: {Problem}")]
    private partial void LogUnavailable(string path, string problem);
}
