using System.Net;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Failover;

/// <summary>Which target is asked when, and what the caller is told once none is left.</summary>
public class FailoverOrderTests
{
    [Fact]
    public async Task Tiers_go_up_and_each_target_is_tried_once()
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(
            Target.To(provider) with { Model = "gpt-4o", Tier = 3 },
            Target.To(provider) with { Model = "gpt-4.1", Tier = 1 },
            Target.To(provider) with { Model = "gpt-4.1-mini", Tier = 2 },
            Target.To(provider) with { Model = "gpt-4o-mini", Tier = 1 });
        provider.Always(Fault.Status(500));

        var response = await gateway.ChatAsync(Pools.Model);

        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        response.Header("x-aigateway-attempts").ShouldBe("4");
        response.Header("x-should-retry").ShouldBe("false");
        var asked = provider.Requests.Select(request => request.Json.GetProperty("model").GetString()).ToList();
        asked.Take(2).Order().ShouldBe(["gpt-4.1", "gpt-4o-mini"]);
        asked.Skip(2).ShouldBe(["gpt-4.1-mini", "gpt-4o"]);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(409)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(529)]
    [InlineData(599)]
    [InlineData(401)]
    [InlineData(402)]
    [InlineData(403)]
    public async Task A_failure_that_another_target_may_not_have_goes_there(int status)
    {
        foreach (var isStream in new[] { false, true })
        {
            await using var bad = await FakeProvider.StartAsync(Dialect.OpenAI);
            await using var good = await FakeProvider.StartAsync(Dialect.OpenAI);
            await using var gateway = await Pools.StartAsync(bad, good);
            bad.Always(Fault.Status(status));
            good.Always(StreamText.GoodAnswer);

            var response = await gateway.ChatAsync(Pools.Model, stream: isStream);

            var text = isStream ? Chat.StreamedText(await response.Content.ReadAsStringAsync()) : await response.TextAsync();
            text.ShouldBe(StreamText.Good);
            response.Header("x-aigateway-attempts").ShouldBe("2");
        }
    }

    [Theory]
    [InlineData(400, "invalid_value", "The temperature is not to our taste.")]
    [InlineData(404, "model_not_found", "There is no such model here.")]
    [InlineData(422, "unprocessable", "We would rather not.")]
    public async Task The_callers_own_fault_is_handed_back(int status, string code, string message)
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var spare = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(provider, spare);
        provider.Always(Fault.Error(status, message, code));
        foreach (var stream in new[] { false, true })
        {
            var response = await gateway.ChatAsync(Pools.Model, stream: stream);

            ((int)response.StatusCode).ShouldBe(status);
            var error = (await response.JsonAsync()).GetProperty("error");
            error.GetProperty("message").GetString().ShouldBe(message);
            error.GetProperty("code").GetString().ShouldBe(code);
            error.GetProperty("type").GetString().ShouldBe("invalid_request_error");
            response.Header("x-should-retry").ShouldBeNull();
            response.Header("x-aigateway-attempts").ShouldBe("1");
        }

        spare.HeadsSeen.ShouldBe(0);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(402)]
    [InlineData(403)]
    public async Task A_refused_key_of_the_gateways_is_not_the_callers(int status)
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(provider);
        provider.Always(Fault.Status(status));

        var response = await gateway.ChatAsync(Pools.Model);

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await response.ErrorCodeAsync()).ShouldBe("credentials_exhausted");
        response.Header("x-should-retry").ShouldBe("false");
        (await gateway.WaitForRequestLogAsync(response)).ShouldContain($"UpstreamStatus={status}");
    }

    [Fact]
    public async Task A_key_that_the_provider_does_not_know_is_refused_in_each_dialect()
    {
        foreach (var dialect in Enum.GetValues<Dialect>())
        {
            await using var provider = await FakeProvider.StartAsync(dialect);
            await using var gateway = await Pools.StartAsync(provider);
            provider.AcceptedKeys.Remove(provider.Key);

            var response = await gateway.ChatAsync(Pools.Model);

            response.StatusCode.ShouldBe(HttpStatusCode.BadGateway, dialect.ToString());
            (await response.ErrorCodeAsync()).ShouldBe("credentials_exhausted", dialect.ToString());
        }
    }

    [Theory]
    [Trait("Promise", "D11")]
    [InlineData("7", "7")]
    [InlineData("999999", "86400")]
    [InlineData("garbage", null)]
    [InlineData("-5", null)]
    public async Task A_rate_limit_keeps_its_retry_after(string given, string? expected)
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(provider);
        provider.Always(Fault.RateLimited(given));

        var response = await gateway.ChatAsync(Pools.Model);

        response.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        response.Header("retry-after").ShouldBe(expected);
        (await response.ErrorCodeAsync()).ShouldBe("rate_limit_exceeded");
        response.Header("x-should-retry").ShouldBe("false");
    }

    [Fact]
    [Trait("Promise", "D11")]
    public async Task A_retry_after_may_be_a_date()
    {
        (await RetryAfterAsync(Fault.RateLimited(DateTimeOffset.UtcNow.AddSeconds(120).ToString("r")))).ShouldBeInRange(60, 120);
        (await RetryAfterAsync(Fault.RateLimited(DateTimeOffset.UtcNow.AddDays(-1).ToString("r")))).ShouldBe(1);
        (await RetryAfterAsync(Fault.Status(429, ("retry-after-ms", "1500"), ("retry-after", "9")))).ShouldBe(2);
    }

    private static async Task<int> RetryAfterAsync(Answer answer)
    {
        await using var provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Pools.StartAsync(provider);
        provider.Next(answer);

        var response = await gateway.ChatAsync(Pools.Model);

        response.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        return int.Parse(response.Header("retry-after")!);
    }

    [Fact]
    public async Task The_last_failure_is_the_one_told()
    {
        await using var first = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var last = await FakeProvider.StartAsync(Dialect.Anthropic);
        await using var gateway = await Pools.StartAsync(first, last);
        first.Always(Fault.Status(500));
        last.Always(Fault.Error(529, "All the machines are busy."));

        var response = await gateway.ChatAsync(Pools.Model);

        ((int)response.StatusCode).ShouldBeInRange(500, 599);
        (await response.Content.ReadAsStringAsync()).ShouldContain("All the machines are busy.");
        response.Header("x-aigateway-provider").ShouldBe("p2");
    }
}
