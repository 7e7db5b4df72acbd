using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AiGateway.Benchmarks;

/// <summary>A provider that costs next to nothing: it reads the request, looks for three words in it and writes canned bytes; a model called <c>timed-30x500</c> sends 30 events with the time in them, one every 500 ms.</summary>
internal static class FakeUpstream
{
    public static Task<int> RunAsync() => Host.RunAsync(_ => { }, app => app.Run(AnswerAsync));

    private static async Task AnswerAsync(HttpContext context)
    {
        var asked = await ReadAsync(context.Request.BodyReader, context.RequestAborted);
        // By the end of the path, so that a base URL with or without /v1 does.
        var path = context.Request.Path.Value ?? "";
        var isAnthropic = path.EndsWith("/messages", StringComparison.Ordinal);
        if (!isAnthropic && !path.EndsWith("/chat/completions", StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
        else if (asked.Events > 0)
        {
            await StreamTimedAsync(context, asked, isAnthropic ? TimedStream.Anthropic : TimedStream.OpenAI);
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

    private static async Task StreamTimedAsync(HttpContext context, Asked asked, TimedStream stream)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync(stream.Head, context.RequestAborted);
        using var timer = new PeriodicTimer(asked.Interval);
        for (var i = 0; i < asked.Events && await timer.WaitForNextTickAsync(context.RequestAborted); i++)
        {
            await context.Response.WriteAsync(stream.Event(Stopwatch.GetTimestamp()), context.RequestAborted);
        }

        await context.Response.WriteAsync(stream.Ending, context.RequestAborted);
    }

    private static async ValueTask<Asked> ReadAsync(PipeReader reader, CancellationToken cancellationToken)
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
            var asked = buffer.IsSingleSegment ? Look(buffer.FirstSpan) : Look(buffer.ToArray());
            reader.AdvanceTo(buffer.End);
            return asked;
        }
    }

    private static Asked Look(ReadOnlySpan<byte> body)
    {
        var asked = new Asked(IsTrue(body, "\"stream\":"u8), IsTrue(body, "\"include_usage\":"u8), 0, TimeSpan.Zero);
        var at = body.IndexOf("\"timed-"u8);
        if (at < 0)
        {
            return asked;
        }

        var rest = body[(at + "\"timed-"u8.Length)..];
        return Utf8Parser.TryParse(rest, out int events, out var length) && rest[length..].StartsWith("x"u8) && Utf8Parser.TryParse(rest[(length + 1)..], out int milliseconds, out _)
            ? asked with { Events = events, Interval = TimeSpan.FromMilliseconds(milliseconds) }
            : asked;
    }

    private static bool IsTrue(ReadOnlySpan<byte> body, ReadOnlySpan<byte> name)
    {
        var at = body.IndexOf(name);
        return at >= 0 && body[(at + name.Length)..].TrimStart((byte)' ').StartsWith("true"u8);
    }

    /// <summary>What a request asks for; no <paramref name="Events"/> where it names no timed model.</summary>
    private readonly record struct Asked(bool Stream, bool Usage, int Events, TimeSpan Interval);
}
