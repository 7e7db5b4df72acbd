using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AiGateway.Tests.Yarp;

/// <summary>F9: a caller who walks away is followed at once.</summary>
[Collection(Measured.Name)]
public sealed class CallerAbortTests
{
    private static readonly TimeSpan Promised = TimeSpan.FromMilliseconds(250);

    [Fact]
    public Task F09_leaving_before_the_first_byte_aborts_the_upstream() => LeaveAsync(static _ => Task.CompletedTask, afterFirstEvent: false);

    [Fact]
    public Task F09_leaving_mid_stream_aborts_the_upstream() => LeaveAsync(
        static context =>
        {
            Sse.Begin(context);
            return Sse.EventAsync(context, "first");
        },
        afterFirstEvent: true);

    private static async Task LeaveAsync(RequestDelegate begin, bool afterFirstEvent)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var aborted = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var unwound = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = await LoopbackServer.StartUpstreamAsync(async context =>
        {
            await begin(context);
            asked.SetResult();
            await Sse.UntilAbortedAsync(context);
            aborted.SetResult(Stopwatch.GetTimestamp());
        });
        await using var proxy = await new YarpServer
        {
            Destinations = [upstream.Address],
            Pipeline = proxy => proxy.Use(async (context, next) =>
            {
                try
                {
                    await next();
                }
                finally
                {
                    unwound.SetResult(context.RequestAborted.IsCancellationRequested);
                }
            }),
        }.StartAsync();

        using var leaving = new CancellationTokenSource();
        var pending = Sse.PostAsync(proxy.Client, cancellationToken: leaving.Token);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(10));
        var left = Stopwatch.GetTimestamp();
        if (afterFirstEvent)
        {
            var response = await pending;
            left = Stopwatch.GetTimestamp();
            response.Dispose();
        }
        else
        {
            await leaving.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => pending);
        }

        var noticed = await aborted.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Stopwatch.GetElapsedTime(left, noticed).ShouldBeLessThan(Promised);
        (await unwound.Task.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBeTrue("our finally runs with RequestAborted cancelled already");
    }
}
