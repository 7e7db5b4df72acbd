using System.Diagnostics;
using System.Net;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Failover;

/// <summary>What happens where no other target is left: the one that failed is asked again, unless it was silent or asks for too much patience.</summary>
public sealed class RepeatTests : IAsyncLifetime
{
    private FakeProvider _fake = null!;

    public static TheoryData<string, bool> Passing
    {
        get
        {
            var rows = new TheoryData<string, bool>();
            foreach (var fault in new[] { "500", "529", "reset", "retry-after", "retry-after-ms", "429 alone" })
            {
                rows.Add(fault, true);
                rows.Add(fault, false);
            }

            rows.Add("cut", true);
            return rows;
        }
    }

    public async Task InitializeAsync() => _fake = await FakeProvider.StartAsync(Dialect.OpenAI);

    public async Task DisposeAsync() => await _fake.DisposeAsync();

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task A_target_that_fails_once_answers_the_repeat(string fault, bool stream)
    {
        await using var gateway = await StartAsync(new { Targets = Engines.Tiers(1), RetryDelay = "5ms" });
        _fake.Next(Passed(fault), StreamText.GoodAnswer);

        var response = await gateway.ChatAsync("m", stream: stream);

        response.Header("x-aigateway-attempts").ShouldBe("2");
        response.Header("x-should-retry").ShouldBeNull();
        if (stream)
        {
            StreamText.ShouldBeClean(await response.Content.ReadAsStringAsync());
        }
        else
        {
            (await response.TextAsync()).ShouldBe(StreamText.Good);
        }

        _fake.Requests.Count.ShouldBe(2);
        _fake.Requests[1].BodyText.ShouldBe(_fake.Requests[0].BodyText);
        var between = Stopwatch.GetElapsedTime(_fake.Requests[0].ArrivedAt, _fake.Requests[1].ArrivedAt);
        between.ShouldBeGreaterThanOrEqualTo(fault switch
        {
            "retry-after" => TimeSpan.FromSeconds(1),
            "retry-after-ms" => TimeSpan.FromMilliseconds(300),
            _ => TimeSpan.Zero,
        });
    }

    [Theory]
    [InlineData(Dialect.OpenAI)]
    [InlineData(Dialect.Anthropic)]
    [InlineData(Dialect.Gemini)]
    [InlineData(Dialect.Mistral)]
    public async Task Each_call_is_written_anew_with_the_same_body_and_one_key(Dialect dialect)
    {
        await using var fake = await FakeProvider.StartAsync(dialect);
        fake.AcceptedKeys.Add("another-key-of-the-fake");
        object[] providers = [Engines.WithKeys(fake, (fake.Key, 1), ("another-key-of-the-fake", 1))];
        await using var gateway = await Engines.StartAsync(Engines.Calm, new { m = new { Targets = new[] { "p1/" + Target.ModelOf(dialect) }, RetryDelay = "5ms" } }, providers);
        fake.Next(Fault.Status(429), Fault.Status(500), FakeAnswer.Text("third time"));

        var response = await gateway.ChatAsync("m");

        (await response.TextAsync()).ShouldBe("third time");
        response.Header("x-aigateway-attempts").ShouldBe("3");
        var calls = fake.Requests;
        calls.Count.ShouldBe(3);
        calls.Select(call => call.BodyText).Distinct().ShouldHaveSingleItem();
        calls.Select(call => call.Target.Split('?')[0]).Distinct().ShouldHaveSingleItem();
        calls[1].Key.ShouldNotBe(calls[0].Key);
        foreach (var call in calls)
        {
            call.Headers.Count(header => header.Value.Contains(call.Key!, StringComparison.Ordinal)).ShouldBe(1);
        }
    }

    [Theory]
    [InlineData(429, true)]
    [InlineData(429, false)]
    [InlineData(503, true)]
    [InlineData(503, false)]
    public async Task A_wait_beyond_the_cap_is_handed_back_at_once(int status, bool stream)
    {
        await using var gateway = await StartAsync(new { Targets = Engines.Tiers(1), RetryAfterCap = "1s" });
        _fake.Always(Fault.Status(status, ("retry-after", "300")));
        var watch = Stopwatch.StartNew();

        var response = await gateway.ChatAsync("m", stream: stream);

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60));
        ((int)response.StatusCode).ShouldBe(status);
        int.Parse(response.Header("retry-after")!).ShouldBeInRange(240, 300);
        response.Header("x-should-retry").ShouldBe("false");
        _fake.HeadsSeen.ShouldBe(1);
    }

    [Theory]
    [InlineData(true, "timeout_first_token")]
    [InlineData(false, "timeout_answer")]
    public async Task A_silent_target_is_never_asked_twice(bool stream, string code)
    {
        await using var gateway = await StartAsync(new
        {
            Targets = Engines.Tiers(1),
            MaxRetries = 5,
            RetryDelay = "1ms",
            Timeouts = new { FirstToken = "200ms", Answer = "200ms" },
        });
        _fake.Next(Fault.Silent);

        var response = await gateway.ChatAsync("m", stream: stream);

        response.StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
        (await response.ErrorCodeAsync()).ShouldBe(code);
        response.Header("x-should-retry").ShouldBe("false");
        _fake.HeadsSeen.ShouldBe(1);
    }

    [Fact]
    public async Task Every_target_is_asked_once_before_any_is_asked_again()
    {
        await using var second = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var gateway = await Engines.StartAsync(new { m = new { Targets = Engines.Tiers(2), RetryDelay = "1ms" } }, _fake, second);
        _fake.Always(Fault.Status(500));
        second.Always(Fault.Status(500));

        var response = await gateway.ChatAsync("m");

        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        response.Header("x-aigateway-attempts").ShouldBe("4");
        (await gateway.WaitForRequestLogAsync(response)).ShouldContain("Trail=p1:server_error,p2:server_error,");
        (_fake.HeadsSeen, second.HeadsSeen).ShouldBe((2, 2));
    }

    private static Answer Passed(string fault) => fault switch
    {
        "500" => Fault.Status(500),
        "529" => Fault.Status(529),
        "reset" => Fault.ResetBeforeAnswer,
        "cut" => StreamText.Long.EndAfter(1),
        "retry-after" => Fault.RateLimited(1),
        "retry-after-ms" => Fault.Status(429, ("retry-after-ms", "300")),
        _ => Fault.Status(429),
    };

    private Task<TestGateway> StartAsync(object model) => Engines.StartAsync(new { m = model }, _fake);
}
