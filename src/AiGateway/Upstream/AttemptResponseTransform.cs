using AiGateway.Exchanges;
using AiGateway.Health;
using AiGateway.Protocol;
using Yarp.ReverseProxy.Transforms;

namespace AiGateway.Upstream;

/// <summary>Looks at the head of a target's answer and chooses the sink that takes its body.</summary>
internal sealed class AttemptResponseTransform(KeyHealth keys, TimeProvider time) : ResponseTransform
{
    /// <summary>No provider sends a quarter of it.</summary>
    private const int MaxHeaders = 256;

    /// <inheritdoc/>
    public override async ValueTask ApplyAsync(ResponseTransformContext context)
    {
        if (context.ProxyResponse is not { } response)
        {
            return;
        }

        var attempt = context.HttpContext.Features.GetRequiredFeature<Attempt>();
        var call = context.HttpContext.Features.GetRequiredFeature<UpstreamCall>();
        attempt.BytesArrived();
        attempt.UpstreamStatus = (int)response.StatusCode;
        if (attempt is { Claim: { } claim, KeyId: { } key } && RateLimitHeaders.Read(response.Headers, time) is { } limits)
        {
            keys.Observe(claim.Provider, claim.Model, key, limits);
        }

        if (HeadFailure(call, response) is { } failure)
        {
            attempt.Failure = failure;
            context.SuppressResponseBody = true;
            return;
        }

        await AnswerBody.PrepareAsync(attempt, call, response);
        attempt.Sink = ChooseSink(attempt, call, response);
    }

    private static AttemptFailure? HeadFailure(UpstreamCall call, HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (status is < 200 or (>= 300 and < 400))
        {
            // A redirect is not followed: a provider does not choose where the gateway's requests go.
            return new AttemptFailure(FailureClass.ServerTransient, GatewayErrors.Malformed(call.Provider));
        }

        if (response.Headers.NonValidated.Count + response.Content.Headers.NonValidated.Count > MaxHeaders)
        {
            return new AttemptFailure(FailureClass.ServerTransient, GatewayErrors.Malformed(call.Provider));
        }

        return AnswerBody.Refusal(call.Provider, response) is { } refusal ? new AttemptFailure(FailureClass.ServerTransient, refusal) : null;
    }

    private AnswerSink ChooseSink(Attempt attempt, UpstreamCall call, HttpResponseMessage response)
    {
        if (!response.IsSuccessStatusCode)
        {
            return new ErrorSink(attempt, call, (int)response.StatusCode, RetryAfter.Read(response.Headers, time));
        }

        var content = response.Content.Headers;
        if (attempt.Exchange.Surface.Operation == Operation.Embeddings)
        {
            return call.IsTransparent ? new PlainSink(attempt, call, content.ContentLength) : new EmbeddingSink(attempt, call);
        }

        var isStream = AnswerBody.IsStream(response);
        if (isStream != attempt.Exchange.Stream || !call.IsTransparent)
        {
            return isStream ? new TranslatingStreamSink(attempt, call, time) : new TranslatingPlainSink(attempt, call, time);
        }

        return isStream ? new StreamSink(attempt, call, time) : new PlainSink(attempt, call, content.ContentLength);
    }
}
