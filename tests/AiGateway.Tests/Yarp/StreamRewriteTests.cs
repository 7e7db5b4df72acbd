using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace AiGateway.Tests.Yarp;

/// <summary>F5 to F8, F15, F18: what may be done to a streamed answer on its way, and where.</summary>
[Collection(Measured.Name)]
public sealed class StreamRewriteTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(300);

    /// <summary>For streams that must outlive the limit: a machine that stalls for a second shall not be taken for a silent upstream.</summary>
    private static readonly TimeSpan LenientLimit = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task F05_a_relay_as_the_responses_content_hands_chunks_on_one_by_one()
    {
        using var next = new SemaphoreSlim(0);
        await using var upstream = await LoopbackServer.StartUpstreamAsync(async context =>
        {
            Sse.Begin(context);
            for (var i = 0; i < 3; i++)
            {
                await Sse.EventAsync(context, "chunk " + i);
                await next.WaitAsync(context.RequestAborted);
            }
        });
        await using var proxy = await new YarpServer { Destinations = [upstream.Address], Transforms = Relay(inner => new ScriptedRelay(inner)) }.StartAsync();

        using var response = await Sse.PostAsync(proxy.Client);
        await using var stream = await response.Content.ReadAsStreamAsync();

        // The upstream writes a chunk only when the one before it has arrived here: merged chunks would never come at all.
        for (var i = 0; i < 3; i++)
        {
            (await Sse.ReadOnceAsync(stream)).ShouldBe($"DATA: CHUNK {i}\n\n");
            next.Release();
        }

        (await Sse.ReadOnceAsync(stream)).ShouldBeEmpty();
    }

    [Fact]
    public async Task F05_a_relayed_stream_outlives_ActivityTimeout()
    {
        await using var upstream = await LoopbackServer.StartUpstreamAsync(context => Sse.TickAsync(context, 7, LenientLimit / 5));
        await using var proxy = await new YarpServer
        {
            Destinations = [upstream.Address],
            ActivityTimeout = LenientLimit,
            Transforms = Relay(inner => new ScriptedRelay(inner)),
        }.StartAsync();

        using var response = await Sse.PostAsync(proxy.Client);
        var (text, broken) = await Sse.ReadAllAsync(response);

        broken.ShouldBeNull();
        text.ShouldEndWith("DATA: [DONE]\n\n");
    }

    [Fact]
    public async Task F06_a_stream_written_inside_the_transform_is_cut_off_at_ActivityTimeout()
    {
        await using var upstream = await LoopbackServer.StartUpstreamAsync(context => Sse.TickAsync(context, 8, Limit / 3));
        Exception? thrown = null;
        await using var proxy = await new YarpServer
        {
            Destinations = [upstream.Address],
            ActivityTimeout = Limit,
            Pipeline = proxy => proxy.Use(async (context, next) =>
            {
                try
                {
                    await next();
                }
                catch (Exception e)
                {
                    thrown = e;
                    throw;
                }
            }),
            Transforms = transforms => transforms.AddResponseTransform(async context =>
            {
                context.SuppressResponseBody = true;
                var inner = await context.ProxyResponse!.Content.ReadAsStreamAsync(context.CancellationToken);
                await inner.CopyToAsync(context.HttpContext.Response.Body, context.CancellationToken);
            }),
        }.StartAsync();

        using var response = await Sse.PostAsync(proxy.Client);
        var (text, broken) = await Sse.ReadAllAsync(response);

        text.ShouldStartWith("data: tick\n\n");
        text.ShouldNotContain("[DONE]");
        broken.ShouldNotBeNull();
        thrown.ShouldBeOfType<InvalidOperationException>().Message.ShouldContain("already started", customMessage: "YARP means to clear it and answer 504, too late");
    }

    [Fact]
    public async Task F07_a_relay_that_throws_mid_stream_resets_the_callers_connection()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = await LoopbackServer.StartUpstreamAsync(async context =>
        {
            Sse.Begin(context);
            await Sse.EventAsync(context, "first");
            await arrived.Task;
            await Sse.EventAsync(context, "poison");
            await Sse.EventAsync(context, "never read");
        });
        await using var proxy = await new YarpServer
        {
            Destinations = [upstream.Address],
            Transforms = Relay(inner => new ScriptedRelay(inner) { ThrowsOn = "poison" }),
        }.StartAsync();

        using var response = await Sse.PostAsync(proxy.Client);
        var (text, broken) = await Sse.ReadAllAsync(response, afterFirst: arrived.SetResult);

        text.ShouldBe("DATA: FIRST\n\n");
        broken.ShouldNotBeNull("nothing tells the caller why");
    }

    [Fact]
    public async Task F07_an_in_band_error_event_and_an_end_reach_the_caller_whole()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = await LoopbackServer.StartUpstreamAsync(async context =>
        {
            Sse.Begin(context);
            await Sse.EventAsync(context, "first");
            await arrived.Task;
            context.Abort();
        });
        await using var proxy = await new YarpServer
        {
            Destinations = [upstream.Address],
            Transforms = Relay(inner => new ScriptedRelay(inner) { OnBroken = "data: {\"error\":1}\n\n" }),
        }.StartAsync();

        using var response = await Sse.PostAsync(proxy.Client);
        var (text, broken) = await Sse.ReadAllAsync(response, afterFirst: arrived.SetResult);

        broken.ShouldBeNull();
        text.ShouldBe("DATA: FIRST\n\ndata: {\"error\":1}\n\n");
    }

    [Fact]
    public async Task F08_an_error_event_inside_a_200_can_be_seen_suppressed_and_tried_elsewhere()
    {
        await using var failing = await LoopbackServer.StartUpstreamAsync(async context =>
        {
            Sse.Begin(context);
            context.Response.Headers["x-from-failure"] = "1";
            await Sse.EventAsync(context, "{\"error\":\"overloaded\"}");
        });
        await using var good = await LoopbackServer.StartUpstreamAsync(context => Sse.TickAsync(context, 2, TimeSpan.Zero));
        var loop = new AttemptLoop();
        await using var proxy = await new YarpServer
        {
            Destinations = [failing.Address, good.Address],
            Pipeline = loop.Use,
            Transforms = transforms => transforms.AddResponseTransform(async context =>
            {
                var inner = await context.ProxyResponse!.Content.ReadAsStreamAsync(context.CancellationToken);
                var first = await Sse.ReadOnceAsync(inner);
                if (first.Contains("\"error\"", StringComparison.Ordinal))
                {
                    context.SuppressResponseBody = true;
                    context.HttpContext.Response.Clear();
                    context.HttpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                    return;
                }

                context.ProxyResponse.Content = new StreamContent(new ScriptedRelay(inner) { Prefix = first });
            }),
        }.StartAsync();

        using var response = await Sse.PostAsync(proxy.Client);
        var (text, broken) = await Sse.ReadAllAsync(response);

        broken.ShouldBeNull();
        loop.Results.Select(r => r.Status).ShouldBe([503, 200]);
        text.ToUpperInvariant().ShouldBe("DATA: TICK\n\nDATA: TICK\n\nDATA: [DONE]\n\n");
        response.Headers.Contains("x-from-failure").ShouldBeFalse();
    }

    [Fact]
    public async Task F15_headers_reach_the_caller_only_with_the_first_byte_of_the_body()
    {
        var flushed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = await LoopbackServer.StartUpstreamAsync(async context =>
        {
            Sse.Begin(context);
            await context.Response.Body.FlushAsync();
            flushed.SetResult();
            await release.Task;
            await Sse.EventAsync(context, "first");
        });
        await using var proxy = await new YarpServer { Destinations = [upstream.Address] }.StartAsync();

        var pending = Sse.PostAsync(proxy.Client);
        await flushed.Task;
        await Task.Delay(Limit);
        pending.IsCompleted.ShouldBeFalse();
        release.SetResult();

        using var response = await pending;
        (await response.Content.ReadAsStringAsync()).ShouldBe("data: first\n\n");
    }

    [Fact]
    public async Task F18_the_copier_issues_reads_of_length_zero()
    {
        ScriptedRelay? relay = null;
        await using var upstream = await LoopbackServer.StartUpstreamAsync(context => Sse.TickAsync(context, 2, TimeSpan.Zero));
        await using var proxy = await new YarpServer { Destinations = [upstream.Address], Transforms = Relay(inner => relay = new ScriptedRelay(inner)) }.StartAsync();

        using var response = await Sse.PostAsync(proxy.Client);
        var (text, _) = await Sse.ReadAllAsync(response);

        text.ShouldEndWith("DATA: [DONE]\n\n");
        relay.ShouldNotBeNull().ZeroByteReads.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task F18_a_stream_that_takes_such_a_read_for_the_end_truncates()
    {
        await using var upstream = await LoopbackServer.StartUpstreamAsync(context => Sse.TickAsync(context, 2, TimeSpan.Zero));
        await using var proxy = await new YarpServer
        {
            Destinations = [upstream.Address],
            Transforms = Relay(inner => new ScriptedRelay(inner) { TakesZeroForTheEnd = true }),
        }.StartAsync();

        using var response = await Sse.PostAsync(proxy.Client);
        var (text, broken) = await Sse.ReadAllAsync(response);

        broken.ShouldBeNull("the caller is told that this was the whole answer");
        text.ShouldNotContain("[DONE]");
    }

    private static Action<TransformBuilderContext> Relay(Func<Stream, ScriptedRelay> relay) => transforms =>
        transforms.AddResponseTransform(async context =>
            context.ProxyResponse!.Content = new StreamContent(relay(await context.ProxyResponse.Content.ReadAsStreamAsync(context.CancellationToken))));
}
