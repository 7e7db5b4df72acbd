using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace AiGateway.Tests.Yarp;

/// <summary>F4 and F20: YARP's one timer, and a timer of our own in its place.</summary>
[Collection(Measured.Name)]
public sealed class TimeoutTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(300);

    /// <summary>For streams that must outlive the limit: a machine that stalls for a second shall not be taken for a silent upstream.</summary>
    private static readonly TimeSpan LenientLimit = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task F04_silence_before_the_headers_ends_as_504_after_ActivityTimeout_and_may_be_tried_elsewhere()
    {
        await using var silent = await LoopbackServer.StartUpstreamAsync(Sse.UntilAbortedAsync);
        await using var good = await LoopbackServer.StartUpstreamAsync(context => context.Response.WriteAsync("good"));
        var loop = new AttemptLoop();
        await using var proxy = await new YarpServer { Destinations = [silent.Address, good.Address], Pipeline = loop.Use, ActivityTimeout = Limit }.StartAsync();

        using var response = await Sse.PostAsync(proxy.Client);

        (await response.Content.ReadAsStringAsync()).ShouldBe("good");
        loop.Results.ShouldBe([new AttemptResult("d0", 504, ForwarderError.RequestTimedOut), new AttemptResult("d1", 200, null)]);
    }

    [Fact]
    public async Task F04_ActivityTimeout_is_about_idleness_and_not_about_the_whole_answer()
    {
        await using var upstream = await LoopbackServer.StartUpstreamAsync(context => Sse.TickAsync(context, 7, LenientLimit / 5));
        await using var proxy = await new YarpServer { Destinations = [upstream.Address], ActivityTimeout = LenientLimit }.StartAsync();

        using var response = await Sse.PostAsync(proxy.Client);
        var (text, broken) = await Sse.ReadAllAsync(response);

        broken.ShouldBeNull();
        text.ShouldEndWith("data: [DONE]\n\n");
    }

    [Fact]
    public async Task F04_a_stream_that_falls_silent_is_cut_after_ActivityTimeout()
    {
        await using var upstream = await LoopbackServer.StartUpstreamAsync(async context =>
        {
            Sse.Begin(context);
            await Sse.EventAsync(context, "first");
            await Sse.UntilAbortedAsync(context);
        });
        await using var proxy = await new YarpServer { Destinations = [upstream.Address], ActivityTimeout = Limit }.StartAsync();

        using var response = await Sse.PostAsync(proxy.Client);
        var (text, broken) = await Sse.ReadAllAsync(response);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        text.ShouldBe("data: first\n\n");
        broken.ShouldNotBeNull();
    }

    [Fact]
    public async Task F20_a_swapped_RequestAborted_ends_a_silent_attempt_at_our_limit()
    {
        await using var upstream = await LoopbackServer.StartUpstreamAsync(Sse.UntilAbortedAsync);
        var swap = new TokenSwap(Limit);
        await using var proxy = await new YarpServer { Destinations = [upstream.Address], Pipeline = swap.Use }.StartAsync();

        using var response = await Sse.PostAsync(proxy.Client);

        swap.Error.ShouldBe(ForwarderError.RequestCanceled);
        swap.CallerGone.ShouldBeFalse();
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, "YARP takes whoever cancelled for the caller");
    }

    [Fact]
    public async Task F20_it_ends_an_attempt_that_sent_headers_and_then_nothing_before_the_caller_saw_any()
    {
        await using var upstream = await LoopbackServer.StartUpstreamAsync(async context =>
        {
            Sse.Begin(context);
            await context.Response.Body.FlushAsync();
            await Sse.UntilAbortedAsync(context);
        });
        var swap = new TokenSwap(Limit);
        await using var proxy = await new YarpServer { Destinations = [upstream.Address], Pipeline = swap.Use }.StartAsync();

        using var response = await Sse.PostAsync(proxy.Client);

        swap.Error.ShouldBe(ForwarderError.ResponseBodyCanceled);
        swap.Started.ShouldBeFalse();
        swap.CallerGone.ShouldBeFalse();
        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
    }

    [Fact]
    public async Task F20_a_stream_that_has_begun_outlives_the_limit()
    {
        await using var upstream = await LoopbackServer.StartUpstreamAsync(async context =>
        {
            Sse.Begin(context);
            await Sse.EventAsync(context, "first");
            await Task.Delay(Limit * 2);
            await Sse.EventAsync(context, "last");
        });
        var swap = new TokenSwap(Limit);
        await using var proxy = await new YarpServer { Destinations = [upstream.Address], Pipeline = swap.Use }.StartAsync();

        using var response = await Sse.PostAsync(proxy.Client);
        var (text, broken) = await Sse.ReadAllAsync(response);

        broken.ShouldBeNull();
        text.ShouldBe("data: first\n\ndata: last\n\n");
        swap.Error.ShouldBeNull();
    }

    private sealed class TokenSwap(TimeSpan limit)
    {
        public ForwarderError? Error { get; private set; }

        public bool Started { get; private set; }

        public bool CallerGone { get; private set; }

        public void Use(IReverseProxyApplicationBuilder proxy) => proxy.Use(async (context, next) =>
        {
            var caller = context.RequestAborted;
            var attempt = CancellationTokenSource.CreateLinkedTokenSource(caller);
            // Not disposed on the way back: the response may start, and OnStarting run, after this middleware has returned.
            context.Response.RegisterForDispose(attempt);
            attempt.CancelAfter(limit);
            context.Response.OnStarting(() =>
            {
                attempt.CancelAfter(Timeout.InfiniteTimeSpan);
                return Task.CompletedTask;
            });
            context.RequestAborted = attempt.Token;
            await next();
            context.RequestAborted = caller;
            Error = context.Features.Get<IForwarderErrorFeature>()?.Error;
            Started = context.Response.HasStarted;
            CallerGone = caller.IsCancellationRequested;
        });
    }
}
