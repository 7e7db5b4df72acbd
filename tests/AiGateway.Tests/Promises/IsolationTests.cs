using System.Text;
using System.Text.Json;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Fakes.Raw;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Promises;

/// <summary>I7 to I11: what crosses the gateway in either direction is a list of headers, and nothing that is not on it.</summary>
public sealed class IsolationTests
{
    private const string CallersKey = "kQ7vT2xW9pLs4ZzR8mYb3nHc";

    /// <summary>What no provider may see, of every kind there is: credentials, identity, tracing, routing, hop by hop, and the unknown.</summary>
    private static readonly string[] CallersHeaders =
    [
        $"Authorization: Bearer {CallersKey}", "Cookie: session=canary-cookie", "x-goog-user-project: canary", "OpenAI-Organization: canary", "OpenAI-Project: canary",
        "OpenAI-Beta: canary", "anthropic-version: 1999-01-01", "anthropic-beta: canary", "anthropic-dangerous-direct-browser-access: true",
        "baggage: canary=1", "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "tracestate: canary=1", "Request-Id: |canary.", "Correlation-Context: canary=1",
        "X-Forwarded-For: 203.0.113.7", "X-Forwarded-Host: canary.example", "X-Forwarded-Proto: https", "X-Forwarded-Prefix: /canary", "Forwarded: for=203.0.113.7", "X-Real-IP: 203.0.113.7", "Via: 1.1 canary",
        "Connection: x-foo, close", "x-foo: canary", "Keep-Alive: timeout=canary", "TE: trailers", "Trailer: x-canary", "Proxy-Authorization: Basic canary", "Proxy-Connection: canary",
        "X-HTTP-Method-Override: DELETE", "User-Agent: canary/1.0", "X-Stainless-Lang: canary", "Accept: text/canary", "Accept-Language: xx", "Accept-Encoding: gzip, br, zstd",
        "Origin: http://localhost:1", "Referer: http://localhost:1/canary", "X-Custom: canary", "x-request-id: canary", "x-aigateway-user: canary", "x-aigateway-tags: canary", "Idempotency-Key: canary",
        "Cache-Control: no-cache", "Pragma: canary", "If-None-Match: canary", "Range: bytes=0-1", "Content-Language: xx", "Date: Thu, 01 Jan 1970 00:00:00 GMT",
    ];

    /// <summary>What no caller may see of a provider's answer.</summary>
    private static readonly (string Name, string Value)[] ProvidersHeaders =
    [
        ("set-cookie", "canary=1"), ("server", "canary"), ("via", "1.1 canary"), ("cf-ray", "canary"), ("cf-cache-status", "canary"), ("openai-organization", "canary"),
        ("openai-processing-ms", "1"), ("openai-version", "canary"), ("anthropic-organization-id", "canary"), ("request-id", "canary"), ("x-request-id", "canary"),
        ("x-ratelimit-remaining-requests", "7"), ("anthropic-ratelimit-tokens-remaining", "7"), ("x-goog-canary", "canary"), ("alt-svc", "h3=\":443\""),
        ("strict-transport-security", "max-age=1"), ("access-control-allow-origin", "*"), ("x-aigateway-provider", "canary"), ("x-aigateway-request-id", "canary"),
        ("location", "http://canary.example/"), ("link", "<http://canary.example>"), ("www-authenticate", "Canary"), ("etag", "canary"), ("x-should-retry", "true"),
        ("cache-control", "max-age=99"), ("x-hop", "canary"), ("keep-alive", "timeout=5"), ("proxy-authenticate", "Canary"), ("upgrade", "canary"), ("connection", "x-hop, close"),
    ];

    public static TheoryData<Dialect, string, string> Calls
    {
        get
        {
            var calls = new TheoryData<Dialect, string, string>();
            foreach (var (dialect, model) in Models)
            {
                calls.Add(dialect, model, "plain");
                calls.Add(dialect, model, "stream");
            }

            calls.Add(Dialect.OpenAI, "text-embedding-3-small", "embeddings");
            calls.Add(Dialect.Gemini, "gemini-embedding-001", "embeddings");
            calls.Add(Dialect.Mistral, "mistral-embed", "embeddings");
            return calls;
        }
    }

    public static TheoryData<Dialect, string, bool> Kinds
    {
        get
        {
            var kinds = new TheoryData<Dialect, string, bool>();
            foreach (var (dialect, model) in Models)
            {
                kinds.Add(dialect, model, false);
                kinds.Add(dialect, model, true);
            }

            return kinds;
        }
    }

    private static (Dialect Dialect, string Model)[] Models =>
        [(Dialect.OpenAI, "gpt-4o-mini"), (Dialect.Anthropic, "claude-haiku-4-5"), (Dialect.Gemini, "gemini-2.5-flash"), (Dialect.Mistral, "mistral-small-latest")];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_provider_receives_these_headers_and_no_others(Dialect dialect, string model, string kind)
    {
        await using var provider = await FakeProvider.StartAsync(dialect);
        await using var gateway = await TestGateway.StartAsync(Guarded(provider));

        var answer = await RawClient.SendAsync(gateway.BaseUrl.Port, Request(model, kind, CallersHeaders));

        answer.Status.ShouldBe(200, answer.BodyText);
        var received = await provider.WaitForRequestAsync();
        Names(received.Headers).ShouldBe(Expected(dialect));
        received.Headers.ShouldNotContain(header => header.Value.Contains("canary", StringComparison.OrdinalIgnoreCase) || header.Value.Contains(CallersKey, StringComparison.Ordinal));
        received.Target.ShouldNotContain(CallersKey);
        received.Header("host").ShouldBe($"127.0.0.1:{provider.Port}");
        received.Header("user-agent").ShouldNotBeNull().ShouldStartWith("AiGateway/");
        received.Header("accept").ShouldBe(kind == "stream" ? "text/event-stream" : "application/json");
        received.Header("accept-encoding").ShouldBe("identity");
        received.Header("content-type").ShouldBe("application/json");
        received.Key.ShouldBe(provider.Key);
        received.BodyText.ShouldNotContain("canary");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_caller_receives_these_headers_and_no_others(Dialect dialect, string model, bool stream)
    {
        await using var provider = await FakeProvider.StartAsync(dialect);
        await using var gateway = await TestGateway.StartAsync(Guarded(provider));
        provider.Next(With(FakeAnswer.Text("Good ", "day")));

        var answer = await RawClient.SendAsync(gateway.BaseUrl.Port, Request(model, stream ? "stream" : "plain", [$"x-api-key: {CallersKey}"]));

        answer.Status.ShouldBe(200, answer.BodyText);
        string[] always = ["content-type", "date", "server-timing", "x-aigateway-attempts", "x-aigateway-config", "x-aigateway-model", "x-aigateway-provider", "x-aigateway-request-id", "x-request-id"];
        string[] framing = stream ? ["cache-control", "transfer-encoding", "x-accel-buffering"] : ["content-length"];
        Names(answer.Headers).ShouldBe([.. always.Concat(framing).Order(StringComparer.Ordinal)]);
        answer.Header("content-type").ShouldBe(stream ? "text/event-stream; charset=utf-8" : "application/json");
        answer.Header("x-request-id").ShouldNotBeNull().ShouldStartWith("req_");
        answer.Headers.ShouldNotContain(header => header.Value.Contains("canary", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_provider_that_fails_says_no_more(Dialect dialect, string model, bool stream)
    {
        string[] always = ["content-length", "content-type", "date", "server-timing", "x-aigateway-attempts", "x-aigateway-config", "x-aigateway-model", "x-aigateway-provider", "x-aigateway-request-id", "x-request-id"];

        await ExpectAsync(With(Fault.Status(400)), 400, always);
        await ExpectAsync(With(Fault.Status(500)), 500, [.. always, "x-should-retry"]);
        await ExpectAsync(With(Fault.RateLimited(700)), 429, [.. always, "retry-after", "x-should-retry"]);
        await ExpectAsync(With(Fault.KeyEcho(401)), 502, [.. always, "x-should-retry"]);
        await ExpectAsync(With(Fault.Redirect(302, new Uri("http://canary.example/"))), 502, [.. always, "x-should-retry"]);

        async Task ExpectAsync(Answer fault, int status, string[] names)
        {
            await using var provider = await FakeProvider.StartAsync(dialect);
            await using var gateway = await TestGateway.StartAsync(Guarded(provider));
            provider.Always(fault);

            var answer = await RawClient.SendAsync(gateway.BaseUrl.Port, Request(model, stream ? "stream" : "plain", [$"api-key: {CallersKey}"]));

            answer.ShouldBeRefused(status);
            Names(answer.Headers).ShouldBe([.. names.Order(StringComparer.Ordinal)]);
            answer.Header("x-should-retry").ShouldBe(names.Contains("x-should-retry") ? "false" : null);
            answer.BodyText.ShouldNotContain(provider.Key);
            answer.Head.ShouldNotContain("canary", Case.Insensitive);
        }
    }

    [Fact]
    public async Task Headers_that_a_connection_names_and_hop_by_hop_ones_stay_on_their_side()
    {
        const string Body = """{"id":"a","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}]}""";
        await using var upstream = RawServer.Answering(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: x-secret, close\r\nX-Secret: canary\r\nKeep-Alive: timeout=9\r\nTrailer: x-late\r\nTransfer-Encoding: chunked\r\n\r\n"
            + $"{Body.Length:x}\r\n{Body}\r\n0\r\nx-late: canary\r\n\r\n");
        await using var gateway = await TestGateway.StartAsync(new
        {
            Gateway = new { Providers = new { up = new { Type = "OpenAI", BaseUrl = $"{upstream.Origin}v1", ApiKeys = new[] { "upstream-key-1" }, AllowPrivateNetwork = true } } },
        });

        var answer = await RawClient.SendAsync(gateway.BaseUrl.Port, RawRequest.Post(RawRequest.GoodChat, RawRequest.ChatPath, "Connection: x-foo, keep-alive", "x-foo: canary", "TE: trailers", "Keep-Alive: 7"));

        answer.Status.ShouldBe(200, answer.BodyText);
        Encoding.Latin1.GetString([.. Encoding.Latin1.GetBytes(answer.Head), .. answer.Body]).ShouldNotContain("canary");
        answer.Header("connection").ShouldBeNull();
        answer.Header("trailer").ShouldBeNull();
        upstream.Requests.ShouldHaveSingleItem().Head.ShouldNotContain("canary");
        Names(upstream.Requests[0].Headers).ShouldBe(Expected(Dialect.OpenAI));
    }

    private static T With<T>(T answer)
        where T : Answer => ProvidersHeaders.Aggregate(answer, static (made, header) => made.WithHeader(header.Name, header.Value));

    private static object Guarded(FakeProvider provider) => new
    {
        Gateway = new { Providers = new { up = Config.Provider(provider) }, VirtualKeys = new { tester = CallersKey } },
    };

    private static string Request(string model, string kind, string[] headers)
    {
        var body = kind == "embeddings"
            ? JsonSerializer.Serialize(new { model = $"up/{model}", input = "Hello" })
            : JsonSerializer.Serialize(new { model = $"up/{model}", stream = kind == "stream", messages = new[] { new { role = "user", content = "Hello" } } });
        return RawRequest.Post(body, kind == "embeddings" ? "/v1/embeddings" : RawRequest.ChatPath, headers);
    }

    private static IReadOnlyList<string> Names(IEnumerable<KeyValuePair<string, string>> headers) => [.. headers.Select(h => h.Key.ToLowerInvariant()).Order(StringComparer.Ordinal)];

    private static IReadOnlyList<string> Expected(Dialect dialect)
    {
        string[] credential = dialect switch
        {
            Dialect.Anthropic => ["x-api-key", "anthropic-version"],
            Dialect.Gemini => ["x-goog-api-key"],
            _ => ["authorization"],
        };
        return [.. credential.Concat(["accept", "accept-encoding", "content-length", "content-type", "host", "user-agent"]).Order(StringComparer.Ordinal)];
    }
}
