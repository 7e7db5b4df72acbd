using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats.OpenAIChat;

namespace AiGateway.Surfaces;

/// <summary>
/// The outermost stage: refuses requests that two servers might read differently, and sees to it that whatever no other stage
/// answered (an unknown path, a wrong method, an exception) is answered in a shape that an SDK can read.
/// </summary>
internal sealed partial class FrontMiddleware(RequestDelegate next, SnapshotStore<GatewayConfig> store, ILogger<FrontMiddleware> logger)
{
    private static readonly OpenAIChatFormat ErrorFormat = new();

    /// <summary>Handles one request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (HasAmbiguousFraming(context.Request.Headers))
        {
            context.Response.Headers.Connection = "close";
            await WriteAsync(context, GatewayErrors.BadFraming);
            return;
        }

        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, new GatewayError(exception.StatusCode, "invalid_request_error", exception.Message) { Code = "bad_request" });
            return;
        }
#pragma warning disable CA1031 // The last resort: the caller gets an answer and the process goes on.
        catch (Exception exception) when (!context.Response.HasStarted)
#pragma warning restore CA1031
        {
            LogUnhandled(exception, context.Request.Path);
            await WriteAsync(context, GatewayErrors.Internal);
            return;
        }

        if (!context.Response.HasStarted && Unanswered(context) is { } error)
        {
            await WriteAsync(context, error);
        }
    }

    private static GatewayError? Unanswered(HttpContext context)
    {
        var request = context.Request;
        return context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound when context.Response.ContentLength is null => GatewayErrors.UnknownUrl(request.Method, request.Path),
            StatusCodes.Status405MethodNotAllowed => GatewayErrors.MethodNotAllowed(request.Method, request.Path),
            _ => null,
        };
    }

    private Task WriteAsync(HttpContext context, GatewayError error) =>
        ErrorWriter.WriteAsync(context, ErrorFormat, error, RequestIds.New(), store.Current.Options.AnswerHeaders);

    /// <summary>Kestrel takes the one and renames the other; a server before it may have done the opposite.</summary>
    private static bool HasAmbiguousFraming(IHeaderDictionary headers) =>
        headers.TransferEncoding.Count > 0 && (headers.ContentLength is not null || headers.ContainsKey("X-Content-Length"));

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "Request to {Path} failed in the gateway itself")]
    private partial void LogUnhandled(Exception exception, string path);
}
