using System.Net.Http.Headers;

namespace AiGateway.Benchmarks;

/// <summary>Sends one and the same request over and over: <c>--url</c>, <c>--body</c>, <c>--key</c>.</summary>
internal sealed class Caller(Options options) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly Uri _url = new(options.Required("--url"));
    private readonly string? _key = options.Text("--key");
    private readonly byte[] _body = File.ReadAllBytes(options.Required("--body"));

    /// <summary>Returns with the answer's head.</summary>
    public async Task<HttpResponseMessage> SendAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = new ByteArrayContent(_body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        // Without the version an Anthropic upstream would refuse; everyone else ignores it.
        request.Headers.Add("anthropic-version", "2023-06-01");
        if (_key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _key);
        }

        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    public void Dispose() => _client.Dispose();
}
