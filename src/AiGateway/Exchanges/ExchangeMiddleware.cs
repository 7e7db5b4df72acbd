using System.Text.Json;
using AiGateway.Configuration;
using AiGateway.Protocol;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats.OpenAIChat;
using AiGateway.Protocol.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Connections;

namespace AiGateway.Exchanges;

/// <summary>
/// Opens an exchange for each request to one of the gateway's own surfaces: takes its body in, looks at its envelope, and whatever
/// happens further in, ends it with an answer and one record.
/// </summary>
internal sealed partial class ExchangeMiddleware(
    RequestDelegate next,
    SnapshotStore<GatewayConfig> store,
    IExchangeLog log,
    TimeProvider time,
    ILogger<ExchangeMiddleware> logger)
{
    /// <summary>How long a caller may take to send its body.</summary>
    private static readonly TimeSpan BodyDeadline = TimeSpan.FromSeconds(30);

    private static readonly OpenAIChatFormat ErrorFormat = new();

    /// <summary>Handles one request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var surface = context.GetEndpoint()?.Metadata.GetMetadata<Surface>();
        return surface is null ? HandleForeignAsync(context) : HandleAsync(context, surface);
    }

    private async Task HandleAsync(HttpContext context, Surface surface)
    {
        var gate = new ResponseGate(context, surface.Format, time);
        var caller = context.Features.GetRequiredFeature<Caller>();
        var exchange = new Exchange(RequestIds.New(), surface, caller, store.Current, time) { Gate = gate, Headers = context.Request.Headers };
        gate.Exchange = exchange;
        context.Features.Set(exchange);
        try
        {
            if (await AdmitAsync(context, exchange) is { } refusal)
            {
                await gate.FailAsync(refusal);
            }
            else
            {
                await next(context);
            }
        }
        catch (OperationCanceledException) when (gate.CallerLeft)
        {
            gate.NoteCallerLeft();
        }
        catch (ConnectionResetException)
        {
            // Reading the body meets a reset before the token that tells of it is cancelled.
            gate.NoteCallerLeft();
        }
        catch (BadHttpRequestException exception)
        {
            await gate.FailAsync(new GatewayError(exception.StatusCode, "invalid_request_error", exception.Message) { Code = "bad_request" });
        }
#pragma warning disable CA1031 // Whatever fails in here, the caller gets an answer in its own dialect and the process goes on.
        catch (Exception exception) when (!gate.CallerLeft)
#pragma warning restore CA1031
        {
            LogUnhandled(exception, exchange.RequestId);
            await gate.FailAsync(GatewayErrors.Internal);
        }
        finally
        {
            await gate.DisposeAsync();
            log.Record(exchange);
            exchange.Dispose();
        }
    }

    /// <summary>A route of the operator's own: authenticated and logged like every other, otherwise YARP's alone.</summary>
    private async Task HandleForeignAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        try
        {
            // A route that is open to all is open to this caller too.
            if (context.Features.Get<Caller>() is { } caller && !caller.MayUseSurface(SurfaceTable.OperatorRoutes)
                && context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is null)
            {
                await ErrorWriter.WriteAsync(context, ErrorFormat, GatewayErrors.SurfaceForbidden(SurfaceTable.OperatorRoutes), RequestIds.New(), store.Current.Options.AnswerHeaders);
                return;
            }

            await next(context);
        }
        finally
        {
            log.RecordForeign(context, time.GetElapsedTime(started));
        }
    }

    private static async ValueTask<GatewayError?> AdmitAsync(HttpContext context, Exchange exchange)
    {
        var request = context.Request;
        if (!exchange.Caller.MayUseSurface(exchange.Surface.Id))
        {
            return GatewayErrors.SurfaceForbidden(exchange.Surface.Id);
        }

        // Before the body is read, so that a refusal too is known by its user and tags.
        if (CallerHeaders.Apply(exchange, request.Headers) is { } unsound)
        {
            return unsound;
        }

        if (RequestHeaderRules.Check(request) is { } refusal)
        {
            return refusal;
        }

        var limit = exchange.Config.Options.MaxRequestBytes;
        try
        {
            if (await RequestBody.ReadAsync(request.BodyReader, request.ContentLength, limit, context.RequestAborted, BodyDeadline) is not { } body)
            {
                return GatewayErrors.TooLarge(limit);
            }

            exchange.Body = body;
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return GatewayErrors.SlowBody;
        }
        catch (IOException exception) when (exception is not (BadHttpRequestException or ConnectionResetException) && !context.RequestAborted.IsCancellationRequested)
        {
            // The server reports a chunk of impossible size as a fault of the connection; it is one of the request.
            return GatewayErrors.UnreadableBody;
        }

        return Inspect(exchange);
    }

    /// <summary>Reads what the stages need of a body that is there.</summary>
    /// <returns>The reason to refuse the request, or null.</returns>
    public static GatewayError? Inspect(Exchange exchange)
    {
        var body = exchange.Body.Bytes.Span;
        if (!RequestEnvelope.TryRead(body, out var envelope, out var error))
        {
            return error;
        }

        exchange.Envelope = envelope;
        if (EnvelopeRules.Check(exchange.Surface.Operation, envelope, body) is { } invalid)
        {
            return invalid;
        }

        exchange.ModelAsked = envelope.GetString(body, "model")!;
        exchange.Stream = exchange.Surface.Operation == Operation.Chat && envelope.IsTrue("stream");
        if (exchange.Stream && envelope.TryGet("stream_options", out var options) && options.Kind == JsonTokenType.StartObject)
        {
            exchange.IncludeUsage = JsonElement.Parse(options.Value(body)).TryGet("include_usage", out var wanted) && wanted.ValueKind == JsonValueKind.True;
        }

        return null;
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "Request {RequestId} failed in the gateway itself")]
    private partial void LogUnhandled(Exception exception, string requestId);
}
