using System.Globalization;
using System.Text.RegularExpressions;
using AiGateway.Fakes;
using AiGateway.Fakes.Raw;
using AiGateway.Tests.Failover;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Promises.Upstream;

/// <summary>Counts of tokens that cannot be true: never negative, never beyond bounds, and marked as such.</summary>
[Trait("Promise", "D26")]
public partial class ReportedUsageTests
{
    private const long Most = 800_000_000;

    public static TheoryData<Dialect, string> Absurd
    {
        get
        {
            var data = new TheoryData<Dialect, string>();
            foreach (var count in new[] { "-5", "-9223372036854775808", "9223372036854775807", "1e30", "1e400", "12.5", "\"12\"", "true" })
            {
                data.Add(Dialect.OpenAI, $$$"""{"prompt_tokens":7,"completion_tokens":{{{count}}},"total_tokens":7}""");
                data.Add(Dialect.OpenAI, $$$"""{"prompt_tokens":{{{count}}},"completion_tokens":7,"total_tokens":{{{count}}},"prompt_tokens_details":{"cached_tokens":{{{count}}}},"completion_tokens_details":{"reasoning_tokens":{{{count}}}}}""");
                data.Add(Dialect.Mistral, $$$"""{"prompt_tokens":7,"completion_tokens":{{{count}}},"total_tokens":7}""");
                data.Add(Dialect.Anthropic, $$$"""{"input_tokens":7,"output_tokens":{{{count}}},"cache_read_input_tokens":{{{count}}},"cache_creation_input_tokens":{{{count}}}}""");
                data.Add(Dialect.Gemini, $$$"""{"promptTokenCount":7,"candidatesTokenCount":{{{count}}},"thoughtsTokenCount":{{{count}}},"totalTokenCount":{{{count}}}}""");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Absurd))]
    public async Task What_cannot_be_true_is_bounded_and_marked(Dialect dialect, string usage)
    {
        await using var provider = await FakeProvider.StartAsync(dialect);
        await using var gateway = await Pools.StartAsync(provider);
        provider.Always(StreamText.GoodAnswer.WithRawUsage(usage));
        foreach (var stream in new[] { false, true })
        {
            var response = await gateway.PostAsync("/v1/chat/completions", Request(stream));

            var text = await response.Content.ReadAsStringAsync();
            (stream ? Chat.StreamedText(text) : await response.TextAsync()).ShouldBe(StreamText.Good);
            var line = await gateway.WaitForRequestLogAsync(response);
            var counts = Counts().Matches(line).Select(match => long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ToList();
            counts.ShouldAllBe(count => count >= 0 && count <= Most);
            counts.ShouldNotBeEmpty(line);
            line.ShouldContain("UsageSuspect=True");
        }
    }

    /// <summary>Vendors put more into it than counts, and a true count may be nought.</summary>
    [Theory]
    [InlineData("""{"prompt_tokens":7,"completion_tokens":0,"total_tokens":7}""")]
    [InlineData("""{"prompt_tokens":7,"completion_tokens":5,"total_tokens":12,"cost":0.00012,"queue_time":-0.03,"tokens_per_second":35.2,"prompt_tokens_details":null,"completion_tokens_details":{"reasoning_tokens":2,"audio_tokens":null}}""")]
    public async Task What_can_be_true_is_not_marked(string usage)
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(provider);
        provider.Always(StreamText.GoodAnswer.WithRawUsage(usage));
        foreach (var stream in new[] { false, true })
        {
            var response = await gateway.PostAsync("/v1/chat/completions", Request(stream));

            await response.Content.ReadAsStringAsync();
            var line = await gateway.WaitForRequestLogAsync(response);
            line.ShouldContain("PromptTokens=7");
            line.ShouldNotContain("UsageSuspect");
        }
    }

    /// <summary>Unknown is not nought: the line has no count at all.</summary>
    [Theory]
    [InlineData(Dialect.OpenAI)]
    [InlineData(Dialect.Anthropic)]
    [InlineData(Dialect.Gemini)]
    [InlineData(Dialect.Mistral)]
    public async Task What_is_missing_is_not_said_to_be_nought(Dialect dialect)
    {
        await using var provider = await FakeProvider.StartAsync(dialect);
        await using var gateway = await Pools.StartAsync(provider);
        provider.Always(StreamText.GoodAnswer.WithoutUsage());
        foreach (var stream in new[] { false, true })
        {
            var response = await gateway.PostAsync("/v1/chat/completions", Request(stream));

            var text = await response.Content.ReadAsStringAsync();
            (stream ? Chat.StreamedText(text) : await response.TextAsync()).ShouldBe(StreamText.Good);
            (await gateway.WaitForRequestLogAsync(response)).ShouldNotContain("Tokens=");
        }
    }

    [Theory]
    [InlineData(Dialect.OpenAI, """{"object":"list","model":"m","data":[{"object":"embedding","index":0,"embedding":[0.5,0.25]}],"usage":{"prompt_tokens":-3,"total_tokens":9223372036854775807}}""")]
    [InlineData(Dialect.Mistral, """{"object":"list","model":"m","data":[{"object":"embedding","index":0,"embedding":[0.5,0.25]}],"usage":{"prompt_tokens":9223372036854775807,"total_tokens":3}}""")]
    public async Task Vectors_are_counted_so_too(Dialect dialect, string body)
    {
        var model = dialect == Dialect.OpenAI ? "text-embedding-3-small" : "mistral-embed";
        await using var raw = RawServer.Answering($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        await using var gateway = await TestGateway.StartAsync(new
        {
            Gateway = new
            {
                Providers = new { up = new { Type = dialect.ToString(), BaseUrl = new Uri(raw.Origin, "/v1").AbsoluteUri, ApiKeys = new[] { "k-123456" }, AllowPrivateNetwork = true } },
                Models = new Dictionary<string, string> { ["vectors"] = $"up/{model}" },
            },
        });

        var response = await gateway.PostAsync("/v1/embeddings", """{"model":"vectors","input":"Hello"}""");

        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
        var line = await gateway.WaitForRequestLogAsync(response);
        Counts().Matches(line).Select(match => long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ShouldAllBe(count => count >= 0 && count <= Most);
        line.ShouldContain("UsageSuspect=True");
    }

    private static string Request(bool stream) => stream
        ? $$"""{"model":"{{Pools.Model}}","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"Hello"}]}"""
        : $$"""{"model":"{{Pools.Model}}","messages":[{"role":"user","content":"Hello"}]}""";

    [GeneratedRegex(@"Tokens=(-?\d+)")]
    private static partial Regex Counts();
}
