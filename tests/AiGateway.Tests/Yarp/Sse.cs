using System.Text;
using Microsoft.AspNetCore.Http;

namespace AiGateway.Tests.Yarp;

/// <summary>The few moves a scripted upstream and its reader need for a stream of events.</summary>
internal static class Sse
{
    public static void Begin(HttpContext context) => context.Response.ContentType = "text/event-stream";

    public static async Task EventAsync(HttpContext context, string data)
    {
        await context.Response.WriteAsync($"data: {data}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    /// <summary>Says nothing until the other side has gone.</summary>
    public static async Task UntilAbortedAsync(HttpContext context)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    /// <summary>One event every <paramref name="gap"/>, as long as the other side listens.</summary>
    public static async Task TickAsync(HttpContext context, int count, TimeSpan gap)
    {
        Begin(context);
        for (var i = 0; i < count; i++)
        {
            await EventAsync(context, "tick");
            await Task.Delay(gap, context.RequestAborted);
        }

        await EventAsync(context, "[DONE]");
    }

    /// <summary>Posts and returns as soon as the head is there.</summary>
    public static Task<HttpResponseMessage> PostAsync(HttpClient client, string path = "/", CancellationToken cancellationToken = default) =>
        client.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent("question") },
            HttpCompletionOption.ResponseHeadersRead,
            cancellationToken);

    /// <summary>What one read brings, as text; empty at the end.</summary>
    public static async Task<string> ReadOnceAsync(Stream stream)
    {
        var buffer = new byte[4096];
        return Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer));
    }

    /// <summary>All that came before the end, and the exception if the end was not a clean one.</summary>
    public static async Task<(string Text, Exception? Broken)> ReadAllAsync(HttpResponseMessage response, Action? afterFirst = null)
    {
        var text = new StringBuilder();
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync();
            while (await ReadOnceAsync(stream) is { Length: > 0 } part)
            {
                text.Append(part);
                afterFirst?.Invoke();
                afterFirst = null;
            }

            return (text.ToString(), null);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return (text.ToString(), e);
        }
    }
}
