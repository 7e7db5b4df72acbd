using System.Net;
using System.Text;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats;
using AiGateway.Protocol.Formats.OpenAIChat;
using AiGateway.Protocol.Sse;
using AiGateway.Providers.Mock;

namespace AiGateway.Tests.Providers.Mock;

/// <summary>Asks the mock as the gateway does: by an invoker over its handler.</summary>
internal sealed class MockClient(TimeProvider? time = null) : IDisposable
{
    private readonly HttpMessageInvoker _invoker = new(new MockHandler(time ?? TimeProvider.System));

    public void Dispose() => _invoker.Dispose();

    public Task<HttpResponseMessage> SendAsync(string path, string body, CancellationToken cancellationToken = default) => _invoker.SendAsync(
        new HttpRequestMessage(HttpMethod.Post, $"http://mock.invalid/v1/{path}") { Content = new StringContent(body, Encoding.UTF8, "application/json") },
        cancellationToken);

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _invoker.SendAsync(request, CancellationToken.None);

    /// <summary>Sends a chat of one user message.</summary>
    /// <param name="extra">More top-level fields, such as <c>,"n":2</c>.</param>
    public Task<HttpResponseMessage> ChatAsync(string model, string text, string extra = "", CancellationToken cancellationToken = default) =>
        SendAsync("chat/completions", Chat(model, text, extra), cancellationToken);

    public static string Chat(string model, string text, string extra = "") =>
        $$"""{"model":"{{model}}","messages":[{"role":"user","content":{{JsonSerializer.Serialize(text)}}}]{{extra}}}""";

    /// <summary>Sends a body and reads its JSON answer, which must be a 200.</summary>
    public async Task<JsonElement> JsonAsync(string body, string path = "chat/completions")
    {
        using var response = await SendAsync(path, body);
        var json = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, json);
        response.Content.Headers.ContentType!.ToString().ShouldBe("application/json");
        return JsonElement.Parse(json);
    }

    /// <summary>Sends a body and reads its error.</summary>
    public async Task<JsonElement> ErrorAsync(string body, int status, string path = "chat/completions")
    {
        using var response = await SendAsync(path, body);
        var json = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(status, json);
        return JsonElement.Parse(json).GetProperty("error");
    }

    /// <summary>Sends a body that asks for a stream, and reads the data of its events to the end.</summary>
    public async Task<List<string>> StreamAsync(string body)
    {
        using var response = await SendAsync("chat/completions", body);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/event-stream");
        var (events, failure) = await ReadEventsAsync(response);
        failure.ShouldBeNull();
        return events;
    }

    /// <summary>Reads events until the end or a failure; returns both.</summary>
    public static async Task<(List<string> Events, Exception? Failure)> ReadEventsAsync(HttpResponseMessage response, int atMost = int.MaxValue)
    {
        using var frames = new SseFrameReader();
        var events = new List<string>();
        var buffer = new byte[64];
        var stream = await response.Content.ReadAsStreamAsync();
        try
        {
            while (events.Count < atMost && await stream.ReadAsync(buffer) is > 0 and var read)
            {
                frames.Append(buffer.AsSpan(0, read));
                while (frames.TryRead(out var frame))
                {
                    events.Add(Encoding.UTF8.GetString(frame.Data.Span));
                }
            }
        }
        catch (Exception exception)
        {
            return (events, exception);
        }

        return (events, null);
    }

    /// <summary>The text that a choice's events carry.</summary>
    public static string Text(IEnumerable<string> events, int choice = 0) => string.Concat(Contents(events, choice));

    /// <summary>The text that each event of a choice carries, events without text left out.</summary>
    public static IEnumerable<string> Contents(IEnumerable<string> events, int choice = 0) =>
        from data in events
        where data.StartsWith("{\"id\"", StringComparison.Ordinal) && data.EndsWith('}')
        from item in JsonElement.Parse(data).GetProperty("choices").EnumerateArray()
        where item.GetProperty("index").GetInt32() == choice
        let delta = item.GetProperty("delta")
        where delta.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String && content.GetString() != ""
        select delta.GetProperty("content").GetString();

    /// <summary>The answer that a stream's events amount to.</summary>
    public static ChatAnswer Fold(IEnumerable<string> events)
    {
        var reader = new OpenAIChatFormat().CreateStreamReader(new AnswerReadContext { IdSeed = "test" });
        var read = new List<ChatEvent>();
        foreach (var data in events)
        {
            reader.Read(new SseFrame(default, Encoding.UTF8.GetBytes(data), true), read);
        }

        reader.Complete(read);
        return Fold(read);
    }

    /// <summary>The answer that a JSON body is.</summary>
    public static ChatAnswer Fold(JsonElement json)
    {
        var read = new List<ChatEvent>();
        new OpenAIChatFormat().ReadAnswer(json, new AnswerReadContext { IdSeed = "test" }, read);
        return Fold(read);
    }

    private static ChatAnswer Fold(List<ChatEvent> events)
    {
        var folder = new ChatAnswerFolder();
        events.ForEach(folder.Add);
        return folder.Build();
    }
}
