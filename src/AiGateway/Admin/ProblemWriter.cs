using System.Globalization;
using System.Text.Json;

namespace AiGateway.Admin;

/// <summary>Writes an error as the whole answer. The only code of the admin API that writes to an answer by itself.</summary>
internal static class ProblemWriter
{
    /// <summary>Writes status, headers and body. The answer must not have begun.</summary>
    /// <param name="context">The request.</param>
    /// <param name="problem">What to say.</param>
    public static async Task WriteAsync(HttpContext context, AdminProblemException problem)
    {
        var response = context.Response;
        var kind = problem.Kind;
        response.StatusCode = kind.Status;
        response.ContentType = Problem.MediaType;
        if (problem.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (kind.Status is 401 or 408 or 413 or 415 or 429 && (context.Request.ContentLength is > 0 || context.Request.Headers.TransferEncoding.Count > 0))
        {
            // The body was not read and is not wanted: the connection cannot go on with it.
            response.Headers.Connection = "close";
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(
            new Problem(
                Problem.TypePrefix + kind.Code, kind.Title, kind.Status, problem.Message, context.Request.Path.Value ?? "/", AdminRequest.IdOf(context), problem.Field),
            AdminJson.Options);
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, context.RequestAborted);
    }
}
