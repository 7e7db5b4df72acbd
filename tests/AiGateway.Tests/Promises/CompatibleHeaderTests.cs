using System.Text.Json;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Fakes.Raw;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Promises;

/// <summary>I7 and I8 where no vendor's own dialect is spoken: compatible providers with and without a key, with headers of the operator's, and lists of numbers for answers.</summary>
public sealed class CompatibleHeaderTests
{
    private const string CallersKey = "kQ7vT2xW9pLs4ZzR8mYb3nHc";

    private static readonly string[] Own = ["accept", "accept-encoding", "content-length", "content-type", "host", "user-agent"];

    private static readonly string[] Sent =
        [$"Authorization: Bearer {CallersKey}", "Cookie: canary=1", "X-Custom: canary", "X-Fixed: canary", "X-Forwarded-For: 203.0.113.7", "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"];

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_compatible_provider_receives_its_key_the_operators_headers_and_no_others(bool hasKey, bool hasHeaders)
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await StartAsync(provider, hasKey, hasHeaders);

        var answer = await RawClient.SendAsync(gateway.BaseUrl.Port, RawRequest.Post(RawRequest.GoodChat, RawRequest.ChatPath, Sent));

        // A provider without its key refuses; what it received is seen all the same.
        answer.Status.ShouldBe(hasKey ? 200 : 502, answer.BodyText);
        var received = await provider.WaitForRequestAsync();
        string[] expected = [.. Own, .. hasKey ? (string[])["authorization"] : [], .. hasHeaders ? (string[])["x-fixed"] : []];
        Names(received.Headers).ShouldBe(expected.Order(StringComparer.Ordinal));
        received.Header("x-fixed").ShouldBe(hasHeaders ? "by the operator" : null);
        received.Header("authorization").ShouldBe(hasKey ? $"Bearer {provider.Key}" : null);
    }

    [Theory]
    [InlineData(Dialect.OpenAI, "text-embedding-3-small")]
    [InlineData(Dialect.Gemini, "gemini-embedding-001")]
    [InlineData(Dialect.Mistral, "mistral-embed")]
    public async Task An_answer_of_embeddings_has_these_headers_and_no_others(Dialect dialect, string model)
    {
        await using var provider = await FakeProvider.StartAsync(dialect);
        provider.Always(FakeAnswer.Honest.WithHeader("set-cookie", "canary=1").WithHeader("openai-organization", "canary").WithHeader("x-ratelimit-remaining-requests", "7").WithHeader("via", "1.1 canary"));
        await using var gateway = await TestGateway.StartAsync(Config.For(provider));

        var answer = await RawClient.SendAsync(gateway.BaseUrl.Port, RawRequest.Post(JsonSerializer.Serialize(new { model = $"up/{model}", input = "Hello" }), "/v1/embeddings"));

        answer.Status.ShouldBe(200, answer.BodyText);
        Names(answer.Headers).ShouldBe(
        [
            "content-length", "content-type", "date", "server-timing", "x-aigateway-attempts", "x-aigateway-config", "x-aigateway-model", "x-aigateway-provider", "x-aigateway-request-id", "x-request-id",
        ]);
        answer.Head.ShouldNotContain("canary");
    }

    private static Task<TestGateway> StartAsync(FakeProvider provider, bool hasKey, bool hasHeaders) => TestGateway.StartAsync(new
    {
        Gateway = new
        {
            Providers = new
            {
                up = new
                {
                    Type = "OpenAICompatible",
                    BaseUrl = provider.BaseUrl.AbsoluteUri,
                    ApiKeys = hasKey ? new[] { provider.Key } : null,
                    AllowPrivateNetwork = true,
                    Headers = hasHeaders ? new Dictionary<string, string> { ["x-fixed"] = "by the operator" } : null,
                },
            },
            VirtualKeys = new { tester = CallersKey },
        },
    });

    private static IReadOnlyList<string> Names(IEnumerable<KeyValuePair<string, string>> headers) => [.. headers.Select(h => h.Key.ToLowerInvariant()).Order(StringComparer.Ordinal)];
}
