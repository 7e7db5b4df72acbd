using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace AiGateway.Tests.Yarp;

/// <summary>What "one attempt, one context" rests on: YARP forwards on a context that is not the server's, and harms nothing but that.</summary>
[Collection(Measured.Name)]
public sealed class ShadowContextTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task Shadow_a_failed_attempt_leaves_the_callers_response_untouched()
    {
        await using var good = await LoopbackServer.StartUpstreamAsync(context => context.Response.WriteAsync("good"));

        var (response, attempts) = await RunAsync(["http://127.0.0.1:9", good.Address]);

        response.ShouldBe("good");
        attempts[0].StatusCode.ShouldBe(StatusCodes.Status502BadGateway);
        attempts[0].Aborted.ShouldBeFalse();
        attempts[1].StatusCode.ShouldBe(StatusCodes.Status200OK);
        attempts[1].Http.Features.Get<IForwarderErrorFeature>().ShouldBeNull("each attempt has an error feature of its own");
    }

    [Fact]
    public async Task Shadow_a_cut_body_becomes_a_502_of_the_shadow_and_never_an_abort_of_the_caller()
    {
        await using var cut = await LoopbackServer.StartUpstreamAsync(async context =>
        {
            Sse.Begin(context);
            await Sse.EventAsync(context, "first");
            await Task.Delay(Limit);
            context.Abort();
        });
        await using var good = await LoopbackServer.StartUpstreamAsync(context => context.Response.WriteAsync("good"));

        var (response, attempts) = await RunAsync([cut.Address, good.Address]);

        response.ShouldBe("good");
        attempts[0].Written.ShouldBeEmpty("YARP clears the failed response, and that empties a body which can seek: a sink must not");
        attempts[0].StatusCode.ShouldBe(StatusCodes.Status502BadGateway);
        Error(attempts[0]).ShouldBe(ForwarderError.ResponseBodyDestination);
    }

    [Fact]
    public async Task Shadow_an_attempt_cancelled_by_us_before_the_head_is_reported_as_400()
    {
        await using var silent = await LoopbackServer.StartUpstreamAsync(Sse.UntilAbortedAsync);
        await using var good = await LoopbackServer.StartUpstreamAsync(context => context.Response.WriteAsync("good"));

        var (response, attempts) = await RunAsync([silent.Address, good.Address], first => first.CancelAfter(Limit));

        response.ShouldBe("good");
        attempts[0].StatusCode.ShouldBe(StatusCodes.Status400BadRequest, "YARP takes us for the caller: the reason must come from our own timer");
        Error(attempts[0]).ShouldBe(ForwarderError.RequestCanceled);
    }

    [Fact]
    public async Task Shadow_an_attempt_cancelled_by_us_after_the_head_is_reported_as_502()
    {
        await using var stalled = await LoopbackServer.StartUpstreamAsync(async context =>
        {
            Sse.Begin(context);
            await context.Response.Body.FlushAsync();
            await Sse.UntilAbortedAsync(context);
        });
        await using var good = await LoopbackServer.StartUpstreamAsync(context => context.Response.WriteAsync("good"));

        var (response, attempts) = await RunAsync(
            [stalled.Address, good.Address],
            transforms: transforms => transforms.AddResponseTransform(context =>
            {
                // The head is there. A good answer ends sooner than this.
                (context.HttpContext.Features.Get<IHttpRequestLifetimeFeature>() as ShadowContext)!.CancelAfter(Limit * 2);
                return ValueTask.CompletedTask;
            }));

        response.ShouldBe("good");
        attempts[0].StatusCode.ShouldBe(StatusCodes.Status502BadGateway);
        Error(attempts[0]).ShouldBe(ForwarderError.ResponseBodyCanceled);
    }

    [Fact]
    public async Task Shadow_two_attempts_may_race_over_one_request_and_the_loser_is_aborted_upstream()
    {
        var loserAsked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var loserAborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var slow = await LoopbackServer.StartUpstreamAsync(async context =>
        {
            loserAsked.SetResult();
            await Sse.UntilAbortedAsync(context);
            loserAborted.SetResult();
        });
        await using var good = await LoopbackServer.StartUpstreamAsync(context => context.Response.WriteAsync("good"));
        await using var proxy = await new YarpServer
        {
            Destinations = [slow.Address, good.Address],
            Pipeline = proxy => proxy.Use(async (HttpContext context, RequestDelegate next) =>
            {
                var attempts = await AttemptsAsync(context);
                var running = attempts.ConvertAll(attempt => next(attempt.Http));
                (await Task.WhenAny(running)).ShouldBe(running[1]);
                await loserAsked.Task;
                attempts[0].Cancel();
                await Task.WhenAll(running);
                await context.Response.WriteAsync(attempts[1].Written);
            }),
        }.StartAsync();

        using var response = await Sse.PostAsync(proxy.Client);

        (await response.Content.ReadAsStringAsync()).ShouldBe("good");
        await loserAborted.Task.WaitAsync(TimeSpan.FromSeconds(5));
    }

    private static ForwarderError? Error(ShadowContext attempt) => attempt.Http.Features.Get<IForwarderErrorFeature>()?.Error;

    /// <summary>Every destination in turn on a shadow of its own, the last one's body is the answer.</summary>
    private static async Task<(string Response, List<ShadowContext> Attempts)> RunAsync(
        string[] destinations,
        Action<ShadowContext>? first = null,
        Action<TransformBuilderContext>? transforms = null)
    {
        List<ShadowContext> attempts = [];
        await using var proxy = await new YarpServer
        {
            Destinations = destinations,
            Transforms = transforms ?? (static _ => { }),
            Pipeline = proxy =>
            {
                proxy.Use(async (HttpContext context, RequestDelegate next) =>
                {
                    attempts = await AttemptsAsync(context);
                    first?.Invoke(attempts[0]);
                    foreach (var attempt in attempts)
                    {
                        await next(attempt.Http);
                        context.Response.StatusCode.ShouldBe(StatusCodes.Status200OK);
                        context.Response.HasStarted.ShouldBeFalse();
                        context.RequestAborted.IsCancellationRequested.ShouldBeFalse();
                    }

                    await context.Response.WriteAsync(attempts[^1].Written);
                });
                proxy.UseLoadBalancing();
            },
        }.StartAsync();

        using var response = await Sse.PostAsync(proxy.Client);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await response.Content.ReadAsStringAsync(), attempts);
    }

    private static async Task<List<ShadowContext>> AttemptsAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        return [.. context.GetReverseProxyFeature().AllDestinations
            .OrderBy(d => d.DestinationId, StringComparer.Ordinal)
            .Select(d => new ShadowContext(context, body.ToArray(), d))];
    }
}
