using AiGateway.Health;
using AiGateway.Tests.Health;
using AiGateway.Upstream;

namespace AiGateway.Tests.Upstream;

/// <summary>What answers say of the quota behind a key, in the words of each provider.</summary>
public sealed class RateLimitHeadersTests
{
    private readonly HealthTime _time = new();

    [Fact]
    public void OpenAI_says_requests_and_tokens_and_the_scarcer_counts()
    {
        Read(
            ("x-ratelimit-limit-requests", "60"), ("x-ratelimit-remaining-requests", "59"), ("x-ratelimit-reset-requests", "1s"),
            ("x-ratelimit-limit-tokens", "150000"), ("x-ratelimit-remaining-tokens", "15000"), ("x-ratelimit-reset-tokens", "6m0s"))
            .ShouldBe(new RateLimits(0.1, TimeSpan.FromMinutes(6)));
        Read(
            ("X-RateLimit-Limit-Requests", "60"), ("X-RateLimit-Remaining-Requests", "0"), ("X-RateLimit-Reset-Requests", "20ms"),
            ("x-ratelimit-limit-tokens", "150000"), ("x-ratelimit-remaining-tokens", "15000"), ("x-ratelimit-reset-tokens", "6m0s"))
            .ShouldBe(new RateLimits(0, TimeSpan.FromMilliseconds(20)));
    }

    [Fact]
    public void Anthropic_says_four_of_them_with_a_point_in_time()
    {
        Read(
            ("anthropic-ratelimit-requests-limit", "1000"), ("anthropic-ratelimit-requests-remaining", "999"), ("anthropic-ratelimit-requests-reset", "2026-11-20T12:00:01Z"),
            ("anthropic-ratelimit-tokens-limit", "100000"), ("anthropic-ratelimit-tokens-remaining", "50000"), ("anthropic-ratelimit-tokens-reset", "2026-11-20T12:00:30Z"),
            ("anthropic-ratelimit-input-tokens-limit", "80000"), ("anthropic-ratelimit-input-tokens-remaining", "4000"), ("anthropic-ratelimit-input-tokens-reset", "2026-11-20T13:00:57+01:00"),
            ("anthropic-ratelimit-output-tokens-limit", "16000"), ("anthropic-ratelimit-output-tokens-remaining", "16000"), ("anthropic-ratelimit-output-tokens-reset", "2026-11-20T12:00:00Z"))
            .ShouldBe(new RateLimits(0.05, TimeSpan.FromSeconds(57)));
    }

    [Fact]
    public void Groq_says_a_day_of_requests_and_a_minute_of_tokens()
    {
        Read(
            ("x-ratelimit-limit-requests", "14400"), ("x-ratelimit-remaining-requests", "14370"), ("x-ratelimit-reset-requests", "2m59.56s"),
            ("x-ratelimit-limit-tokens", "18000"), ("x-ratelimit-remaining-tokens", "1800"), ("x-ratelimit-reset-tokens", "7.66s"))
            .ShouldBe(new RateLimits(0.1, TimeSpan.FromSeconds(7.66)));
    }

    [Fact]
    public void Mistral_says_no_reset_so_a_minute_is_taken_or_an_hour_for_a_month()
    {
        Read(
            ("x-ratelimit-limit-tokens-minute", "500000"), ("x-ratelimit-remaining-tokens-minute", "25000"),
            ("x-ratelimit-limit-tokens-month", "1000000000"), ("x-ratelimit-remaining-tokens-month", "900000000"), ("x-ratelimit-tokens-query-cost", "12"))
            .ShouldBe(new RateLimits(0.05, TimeSpan.FromMinutes(1)));
        Read(("x-ratelimit-limit-tokens-month", "1000000000"), ("x-ratelimit-remaining-tokens-month", "10000000"))
            .ShouldBe(new RateLimits(0.01, TimeSpan.FromHours(1)));
        Read(("ratelimitbysize-limit", "500000"), ("ratelimitbysize-remaining", "250000"), ("ratelimitbysize-reset", "44"), ("ratelimitbysize-query-cost", "32006"))
            .ShouldBe(new RateLimits(0.5, TimeSpan.FromSeconds(44)));
    }

    [Fact]
    public void Others_say_it_without_what_is_limited()
    {
        Read(("x-ratelimit-limit", "10"), ("x-ratelimit-remaining", "1"), ("x-ratelimit-reset", "1")).ShouldBe(new RateLimits(0.1, TimeSpan.FromSeconds(1)));
        Read(("X-RateLimit-Limit", "20"), ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", Unix(30, 1_000))).ShouldBe(new RateLimits(0, TimeSpan.FromSeconds(30)));
        Read(("X-RateLimit-Limit", "20"), ("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", Unix(30, 1))).ShouldBe(new RateLimits(0, TimeSpan.FromSeconds(30)));
        Read(("x-trial-endpoint-call-limit", "10"), ("x-trial-endpoint-call-remaining", "5")).ShouldBe(new RateLimits(0.5, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void Azure_may_say_no_limit_and_then_only_nothing_says_something()
    {
        Read(("x-ratelimit-remaining-requests", "57"), ("x-ratelimit-remaining-tokens", "29000")).ShouldBeNull();
        Read(("x-ratelimit-remaining-requests", "0"), ("x-ratelimit-remaining-tokens", "29000")).ShouldBe(new RateLimits(0, TimeSpan.FromMinutes(1)));
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("5x")]
    [InlineData("s")]
    [InlineData("1.2.3s")]
    [InlineData("2026-99-99T12:00:00Z")]
    [InlineData("T")]
    [InlineData("NaN")]
    public void A_senseless_reset_is_taken_for_the_usual_minute(string reset)
    {
        Read(("x-ratelimit-limit-requests", "10"), ("x-ratelimit-remaining-requests", "1"), ("x-ratelimit-reset-requests", reset))
            .ShouldBe(new RateLimits(0.1, TimeSpan.FromMinutes(1)));
    }

    [Theory]
    [InlineData("2ms", 0.002)]
    [InlineData("500us", 0.0005)]
    [InlineData("1h2m3s", 3723)]
    [InlineData("1.5s", 1.5)]
    [InlineData("0s", 0)]
    [InlineData("1d", 86400)]
    [InlineData("100h", 86400)]
    [InlineData("999999999s", 86400)]
    [InlineData("2026-11-20T11:00:00Z", 0)]
    [InlineData("2099-01-01T00:00:00Z", 86400)]
    public void Resets_are_read_and_kept_within_a_day(string reset, double seconds)
    {
        Read(("x-ratelimit-limit-requests", "10"), ("x-ratelimit-remaining-requests", "1"), ("x-ratelimit-reset-requests", reset))!.Value.Reset
            .TotalSeconds.ShouldBe(seconds, 0.0001);
    }

    [Theory]
    [InlineData("ten", "1")]
    [InlineData("10", "one")]
    [InlineData("-10", "-1")]
    [InlineData("10", "-1")]
    [InlineData("0", "1")]
    [InlineData("", "")]
    [InlineData("Infinity", "NaN")]
    public void Senseless_numbers_say_nothing(string limit, string remaining)
    {
        Read(("x-ratelimit-limit-requests", limit), ("x-ratelimit-remaining-requests", remaining), ("x-ratelimit-reset-requests", "1s")).ShouldBeNull();
    }

    [Fact]
    public void More_than_all_is_all()
    {
        Read(("x-ratelimit-limit-requests", "10"), ("x-ratelimit-remaining-requests", "25")).ShouldBe(new RateLimits(1, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void Names_that_only_begin_alike_are_passed_over()
    {
        Read(("x-ratelimit-", "1"), ("x-ratelimit-limit-", "1"), ("x-ratelimit-left-requests", "1"), ("anthropic-ratelimit-", "1"), ("anthropic-ratelimit-limit", "1"),
            ("anthropic-ratelimit-sth-remaining", "0"), ("x-ratelimit-remaining-sth", "0")).ShouldBeNull();
    }

    [Fact]
    public void An_answer_without_them_costs_no_allocation()
    {
        using var response = new HttpResponseMessage();
        foreach (var name in (string[])["date", "x-request-id", "cf-ray", "openai-processing-ms", "retry-after", "x-ratelimit", "strict-transport-security"])
        {
            response.Headers.TryAddWithoutValidation(name, "1");
        }

        RateLimits? found = null;
        Allocations.Of(() => found = RateLimitHeaders.Read(response.Headers, _time)).ShouldBe(0);
        found.ShouldBeNull();
    }

    private string Unix(double secondsAhead, int scale) =>
        ((_time.GetUtcNow().ToUnixTimeSeconds() + secondsAhead) * scale).ToString("F0", System.Globalization.CultureInfo.InvariantCulture);

    private RateLimits? Read(params (string Name, string Value)[] headers)
    {
        using var response = new HttpResponseMessage();
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        }

        return RateLimitHeaders.Read(response.Headers, _time);
    }
}
