using AiGateway.Fakes.Answers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace AiGateway.Fakes.Serving;

/// <summary>Sends a planned answer, flushing frame by frame.</summary>
internal static class ResponseSender
{
    /// <summary>A last frame up to this size is taken for delivered once it is handed over, since the caller may close the moment it has it.</summary>
    private const int SmallFrame = 64 * 1024;

    /// <summary>Before a reset, so that what was sent is on its way: an abort throws away what Kestrel has not written yet.</summary>
    private static readonly TimeSpan BeforeReset = TimeSpan.FromMilliseconds(50);

    /// <summary>Sends it all, or fails when the connection ends before.</summary>
    /// <exception cref="OperationCanceledException">The caller left or the fake is being disposed.</exception>
    public static async Task SendAsync(ResponsePlan plan, HttpContext http, RecordedRequest request, CancellationToken stopping)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stopping, http.RequestAborted);
        var ending = both.Token;
        await PauseAsync(plan.HeadDelay, ending).ConfigureAwait(false);
        if (plan.Status > 0)
        {
            await SendBodyAsync(plan, http, request, ending).ConfigureAwait(false);
        }

        switch (plan.Ending)
        {
            case WireEnding.Hang:
                await Task.Delay(Timeout.InfiniteTimeSpan, ending).ConfigureAwait(false);
                break;
            case WireEnding.Reset:
                var pause = plan.EndDelay > TimeSpan.Zero ? plan.EndDelay : BeforeReset;
                await PauseAsync(plan.Status > 0 && (plan.Frames.Count > 0 || plan.EndDelay > TimeSpan.Zero) ? pause : TimeSpan.Zero, ending).ConfigureAwait(false);
                request.Settle();
                http.Abort();
                break;
            case WireEnding.Repeat:
                while (true)
                {
                    await WriteAsync(plan.Frames[^1], http, request, ending).ConfigureAwait(false);
                }

            default:
                await PauseAsync(plan.EndDelay, ending).ConfigureAwait(false);
                request.Settle();
                await http.Response.CompleteAsync().ConfigureAwait(false);
                break;
        }
    }

    private static async Task SendBodyAsync(ResponsePlan plan, HttpContext http, RecordedRequest request, CancellationToken ending)
    {
        var response = http.Response;
        response.StatusCode = plan.Status;
        request.Answering(plan.Status);
        foreach (var header in plan.Headers)
        {
            response.Headers[header.Key] = StringValues.Concat(response.Headers[header.Key], header.Value);
        }

        if (plan.ContentType is not null)
        {
            response.ContentType = plan.ContentType;
        }

        response.ContentLength = plan.Length;

        // An answer that is complete in one frame goes out in one write, as the real ones do.
        if (plan.Frames.Count != 1 || plan.Frames[0].Delay > TimeSpan.Zero || plan.Ending != WireEnding.Complete)
        {
            await response.Body.FlushAsync(ending).ConfigureAwait(false);
        }

        for (var i = 0; i < plan.Frames.Count; i++)
        {
            var frame = plan.Frames[i];
            await PauseAsync(frame.Delay, ending).ConfigureAwait(false);
            if (i == plan.Frames.Count - 1 && plan.Ending == WireEnding.Complete && frame.Bytes.Length <= SmallFrame)
            {
                request.Settle();
            }

            await WriteAsync(frame, http, request, ending).ConfigureAwait(false);
        }
    }

    private static async Task WriteAsync(WireFrame frame, HttpContext http, RecordedRequest request, CancellationToken ending)
    {
        if (frame.Bytes.Length == 0)
        {
            return;
        }

        await http.Response.Body.WriteAsync(frame.Bytes, ending).ConfigureAwait(false);
        await http.Response.Body.FlushAsync(ending).ConfigureAwait(false);
        ending.ThrowIfCancellationRequested();
        request.Sent(frame.Bytes.Length);
    }

    private static Task PauseAsync(TimeSpan delay, CancellationToken ending) => delay > TimeSpan.Zero ? Task.Delay(delay, ending) : Task.CompletedTask;
}
