using System.Net.Http.Headers;
using System.Text;
using AiGateway.Fakes;

namespace AiGateway.Clients.Fakes;

/// <summary>Plain HTTP calls to a fake, with the headers its provider demands.</summary>
internal static class FakeHttp
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, PooledConnectionLifetime = TimeSpan.FromMinutes(1) });

    /// <summary>A minimal valid chat request of each dialect.</summary>
    public static string Chat(Dialect dialect, bool stream = false) => dialect switch
    {
        Dialect.OpenAI => $$"""{"model":"gpt-4o-mini","stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"one two three"}]}""",
        Dialect.Anthropic => $$"""{"model":"claude-haiku-4-5","max_tokens":100,"stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"one two three"}]}""",
        Dialect.Mistral => $$"""{"model":"mistral-small-latest","stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"one two three"}]}""",
        _ => """{"contents":[{"role":"user","parts":[{"text":"one two three"}]}]}""",
    };

    public static string ChatPath(Dialect dialect, bool stream = false) => dialect switch
    {
        Dialect.Anthropic => "/v1/messages",
        Dialect.Gemini => "/v1beta/models/gemini-2.5-flash:" + (stream ? "streamGenerateContent?alt=sse" : "generateContent"),
        _ => "/v1/chat/completions",
    };

    public static Task<HttpResponseMessage> ChatAsync(FakeProvider fake, bool stream = false, CancellationToken cancellation = default) =>
        PostAsync(fake, ChatPath(fake.Dialect, stream), Chat(fake.Dialect, stream), cancellation);

    /// <summary>A whole chat request to the OpenAI fake as bytes on the wire, with further header lines after the first.</summary>
    public static string Raw(FakeProvider fake, string headers = "")
    {
        var body = Chat(Dialect.OpenAI);
        return $"POST /v1/chat/completions HTTP/1.1\r\nHost: fake\r\n{headers}authorization: Bearer {fake.Key}\r\ncontent-type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}";
    }

    /// <summary>Posts a body; the answer's headers are awaited, its body is not.</summary>
    public static Task<HttpResponseMessage> PostAsync(FakeProvider fake, string path, string body, CancellationToken cancellation = default)
    {
        var request = Request(fake, HttpMethod.Post, path);
        request.Content = new StringContent(body, Encoding.UTF8, MediaTypeHeaderValue.Parse("application/json"));
        return SendAsync(request, cancellation);
    }

    public static HttpRequestMessage Request(FakeProvider fake, HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, new Uri(fake.Origin, path));
        switch (fake.Dialect)
        {
            case Dialect.Anthropic:
                request.Headers.Add("x-api-key", fake.Key);
                request.Headers.Add("anthropic-version", "2023-06-01");
                break;
            case Dialect.Gemini:
                request.Headers.Add("x-goog-api-key", fake.Key);
                break;
            default:
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", fake.Key);
                break;
        }

        return request;
    }

    public static Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation = default) =>
        Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
}
