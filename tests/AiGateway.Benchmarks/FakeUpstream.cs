using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AiGateway.Benchmarks;

/// <summary>A provider that costs next to nothing: it reads the request, looks for three words in it (<c>"model":"slow-stream"</c> is answered one timed event at a time) and writes canned bytes.</summary>
internal sealed class FakeUpstream
{
    private readonly int _events;
    private readonly TimeSpan _interval;

    private FakeUpstream(Options options)
    {
        _events = options.Number("--events", 30);
        _interval = TimeSpan.FromMilliseconds(options.Number("--interval-ms", 500));
    }

    public static Task<int> RunAsync(Options options)
    {
        var upstream = new FakeUpstream(options);
        return Host.RunAsync(_ => { }, app => app.Run(upstream.AnswerAsync));
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var asked = await ReadAsync(context.Request.BodyReader, context.RequestAborted);
        // By the end of the path, so that a base URL with or without /v1 does.
        var path = context.Request.Path.Value ?? "";
        var isAnthropic = path.EndsWith("/messages", StringComparison.Ordinal);
        if (!isAnthropic && !path.EndsWith("/chat/completions", StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
        else if (asked.Slow)
        {
            await StreamSlowlyAsync(context);
        }
        else if (asked.Stream)
        {
            await StreamAsync(context, isAnthropic ? CannedAnswers.AnthropicStream : asked.Usage ? CannedAnswers.OpenAIStreamWithUsage : CannedAnswers.OpenAIStream);
        }
        else
        {
            var json = isAnthropic ? CannedAnswers.AnthropicMessage : CannedAnswers.OpenAIChat;
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = json.Length;
            await context.Response.Body.WriteAsync(json, context.RequestAborted);
        }
    }

    private static async Task StreamAsync(HttpContext context, byte[][] bunches)
    {
        context.Response.ContentType = "text/event-stream";
        foreach (var bunch in bunches)
        {
            await context.Response.Body.WriteAsync(bunch, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private async Task StreamSlowlyAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync(CannedAnswers.RoleChunk, context.RequestAborted);
        using var timer = new PeriodicTimer(_interval);
        for (var i = 0; i < _events && await timer.WaitForNextTickAsync(context.RequestAborted); i++)
        {
            await context.Response.WriteAsync(CannedAnswers.TimedChunk(Stopwatch.GetTimestamp()), context.RequestAborted);
        }

        await context.Response.WriteAsync(CannedAnswers.Ending, context.RequestAborted);
    }

    private static async ValueTask<(bool Stream, bool Usage, bool Slow)> ReadAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            if (!result.IsCompleted)
            {
                reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                continue;
            }

            var buffer = result.Buffer;
            var asked = buffer.IsSingleSegment ? Asked(buffer.FirstSpan) : Asked(buffer.ToArray());
            reader.AdvanceTo(buffer.End);
            return asked;
        }
    }

    private static (bool Stream, bool Usage, bool Slow) Asked(ReadOnlySpan<byte> body) =>
        (IsTrue(body, "\"stream\":"u8), IsTrue(body, "\"include_usage\":"u8), body.IndexOf("\"slow-stream\""u8) >= 0);

    private static bool IsTrue(ReadOnlySpan<byte> body, ReadOnlySpan<byte> name)
    {
        var at = body.IndexOf(name);
        return at >= 0 && body[(at + name.Length)..].TrimStart((byte)' ').StartsWith("true"u8);
    }
}
