using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats;
using AiGateway.Protocol.Json;

namespace AiGateway.Exchanges;

/// <summary>Writes an error as the whole answer, in the caller's own dialect.</summary>
internal static class ErrorWriter
{
    /// <summary>Writes status, headers and body. The answer must not have begun.</summary>
    public static async Task WriteAsync(HttpContext context, IWireFormat format, GatewayError error, string requestId)
    {
        var response = context.Response;
        response.StatusCode = error.Status;
        response.ContentType = "application/json";
        response.Headers[HeaderNames.RequestId] = requestId;
        response.Headers[HeaderNames.StandardRequestId] = requestId;
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
