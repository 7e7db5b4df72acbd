using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats;
using AiGateway.Protocol.Json;

namespace AiGateway.Exchanges;

/// <summary>Writes an error as the whole answer, in the caller's own dialect.</summary>
internal static class ErrorWriter
{
    /// <summary>Writes status, headers and body. The answer must not have begun.</summary>
    /// <param name="context">The caller's request.</param>
    /// <param name="format">The caller's dialect.</param>
    /// <param name="error">What to say.</param>
    /// <param name="requestId">The request's id.</param>
    /// <param name="answerHeaders">Whether the configuration lets answers carry the gateway's own headers.</param>
    public static async Task WriteAsync(HttpContext context, IWireFormat format, GatewayError error, string requestId, bool answerHeaders)
    {
        var response = context.Response;
        response.StatusCode = error.Status;
        response.ContentType = "application/json";
        response.Headers[HeaderNames.StandardRequestId] = requestId;
        if (answerHeaders)
        {
            response.Headers[HeaderNames.RequestId] = requestId;
        }

        if (error.Status is 408 or 413)
        {
            // What is left of the body is not worth reading.
            response.Headers.Connection = "close";
        }

        var body = JsonText.Write(writer => format.WriteError(error, requestId, writer));
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, context.RequestAborted);
    }
}
