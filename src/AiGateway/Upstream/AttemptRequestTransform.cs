using System.Net.Http.Headers;
using AiGateway.Exchanges;
using AiGateway.Health;
using AiGateway.Protocol.Chat;
using AiGateway.Providers;
using Yarp.ReverseProxy.Transforms;

namespace AiGateway.Upstream;

/// <summary>
/// Turns the request that YARP is about to send into the one for the attempt's target: its address, its body, the few headers that a
/// provider gets, and last the credential.
/// </summary>
internal sealed class AttemptRequestTransform(TargetHealth health, TargetStats stats, TimeProvider time) : RequestTransform
{
    private static readonly ProductInfoHeaderValue Product = new("AiGateway", typeof(AttemptRequestTransform).Assembly.GetName().Version?.ToString(3));
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <inheritdoc/>
    public override ValueTask ApplyAsync(RequestTransformContext context)
    {
        var http = context.HttpContext;
        var attempt = http.Features.GetRequiredFeature<Attempt>();
        var exchange = attempt.Exchange;
        var deployment = attempt.Pool.Find(http.GetReverseProxyFeature().ProxiedDestination!);
        var entry = exchange.Config.Providers[deployment.ProviderName];
        attempt.Deployment = deployment;
        attempt.UpstreamModel = attempt.Pool.UpstreamModel(deployment, attempt.Name);

        UpstreamCall call;
        try
        {
            call = UpstreamCallFactory.Create(exchange, attempt, entry);
        }
        catch (WireFormatException exception)
        {
            return Stop(http, attempt, FailureClass.Untranslatable, exception.Error);
        }

        attempt.Dropped = call.Dropped;
        if (attempt.Pool.Options.Strict && call.Dropped.Count > 0)
        {
            return Stop(http, attempt, FailureClass.Untranslatable, GatewayErrors.NotTranslatable(attempt.Dropped));
        }

        if (!TryClaim(attempt, entry, call))
        {
            return Stop(http, attempt, FailureClass.Resting, GatewayErrors.NoHealthyTarget(attempt.Name));
        }

        http.Features.Set(call);
        Write(context, attempt, entry, call);
        attempt.SentAt = time.GetTimestamp();
        return ValueTask.CompletedTask;
    }

    /// <summary>Claims the target, and a key to it: both may have begun to rest since it was picked.</summary>
    private bool TryClaim(Attempt attempt, ProviderEntry entry, UpstreamCall call)
    {
        if (!health.TryClaim(entry.Name, attempt.UpstreamModel, out var claim))
        {
            return false;
        }

        if (entry.Credentials.Pick(attempt.UpstreamModel, attempt.KeysSpent, attempt.Exchange.AffinityHash) is { } credential)
        {
            (call.Key, attempt.KeyId) = (credential.Value, credential.Id);
        }
        else if (!entry.Credentials.IsEmpty)
        {
            health.Release(claim);
            return false;
        }

        attempt.Claim = claim;
        if (claim.ProviderTrial || claim.ModelTrial)
        {
            // A trial that has content has succeeded: the others need not wait for the end of its stream.
            attempt.OnContent = () =>
            {
                attempt.HasEndedRest = health.Succeeded(claim);
                attempt.Claim = claim with { ProviderTrial = false, ModelTrial = false };
            };
        }

        stats.Began(entry.Name, attempt.UpstreamModel);
        return true;
    }

    private static void Write(RequestTransformContext context, Attempt attempt, ProviderEntry entry, UpstreamCall call)
    {
        var request = context.ProxyRequest;
        request.RequestUri = entry.Provider.BuildUri(entry.BaseUrl, attempt.Exchange.Surface.Operation, attempt.UpstreamModel, call.Stream);
        request.Options.Set(DispatchHandler.ClientKey, entry.Client);
        request.Options.Set(DispatchHandler.ConnectTimeoutKey, attempt.Pool.Options.Timeouts.Connect);
        request.Content!.Headers.ContentType = Json;
        if (call.Body is { } body)
        {
            context.HttpContext.Request.Body = new AttemptBodyStream(body);
            request.Content.Headers.ContentLength = body.Length;
        }
        else
        {
            request.Content.Headers.ContentLength = attempt.Exchange.Body.Bytes.Length;
        }

        request.Options.Set(DispatchHandler.BodyKey, (AttemptBodyStream)context.HttpContext.Request.Body);
        var headers = request.Headers;
        headers.UserAgent.Add(new ProductInfoHeaderValue(Product.Product!));
        headers.TryAddWithoutValidation("Accept", call.Stream ? "text/event-stream" : "application/json");
        headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        foreach (var (name, value) in entry.Headers)
        {
            headers.Add(name, value.Reveal());
        }

        call.Headers = entry.Headers;
        entry.Provider.Authorise(headers, call.Key);
    }

    /// <summary>A status on the attempt's own context makes YARP's forwarder return without sending anything.</summary>
    private static ValueTask Stop(HttpContext http, Attempt attempt, FailureClass failureClass, GatewayError error)
    {
        attempt.Failure = new AttemptFailure(failureClass, error);
        http.Response.StatusCode = error.Status;
        return ValueTask.CompletedTask;
    }
}
