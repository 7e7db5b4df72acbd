using System.Diagnostics;
using System.Globalization;
using System.Net;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Failover;

/// <summary>What a provider's word on one of its keys does to the request under way and to the next.</summary>
public sealed class KeyRotationTests : IAsyncLifetime
{
    private const string Good = "key-the-fake-takes-0001";
    private const string BadOne = "key-it-refuses-00000002";
    private const string BadTwo = "key-it-refuses-00000003";

    private FakeProvider _fake = null!;

    public async Task InitializeAsync()
    {
        _fake = await FakeProvider.StartAsync(Dialect.OpenAI);
        _fake.AcceptedKeys.Add(Good);
        _fake.Always(StreamText.GoodAnswer);
    }

    public async Task DisposeAsync() => await _fake.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refused_keys_are_passed_over_within_the_request_and_rest_for_the_next(bool stream)
    {
        await using var gateway = await StartAsync((BadOne, 1_000_000), (BadTwo, 1_000_000), (Good, 1));

        var first = await gateway.ChatAsync("m", stream: stream);

        (await first.SpokenAsync(stream)).ShouldBe(StreamText.Good);
        first.Header("x-aigateway-attempts").ShouldBe("3");
        for (var i = 0; i < 10; i++)
        {
            (await gateway.ChatAsync("m", stream: stream)).Header("x-aigateway-attempts").ShouldBe("1");
        }

        _fake.Requests.Select(request => request.Key).Take(2).ShouldBe([BadOne, BadTwo], ignoreOrder: true);
        _fake.Requests.Skip(2).ShouldAllBe(request => request.Key == Good);
    }

    [Fact]
    public async Task Where_all_are_refused_the_gateways_credentials_are_exhausted()
    {
        await using var gateway = await StartAsync((BadOne, 1), (BadTwo, 1));

        var first = await gateway.ChatAsync("m");
        var next = await gateway.ChatAsync("m");

        first.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await first.ErrorCodeAsync()).ShouldBe("credentials_exhausted");
        first.Header("x-aigateway-attempts").ShouldBe("2");
        first.Header("x-should-retry").ShouldBe("false");
        next.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await next.ErrorCodeAsync()).ShouldBe("credentials_exhausted", "nobody was asked, but the reason is the same");
        next.Header("x-aigateway-attempts").ShouldBe("0");
        _fake.HeadsSeen.ShouldBe(2);
    }

    [Fact]
    public async Task A_limited_key_gives_way_at_once_and_rests_as_long_as_its_provider_asks()
    {
        await using var gateway = await StartAsync((BadOne, 1_000_000), (Good, 1));
        _fake.AcceptedKeys.Add(BadOne);
        _fake.Next(Fault.Status(429, ("retry-after-ms", "1000")));

        var first = await gateway.ChatAsync("m");

        (await first.TextAsync()).ShouldBe(StreamText.Good);
        first.Header("x-aigateway-attempts").ShouldBe("2");
        _fake.Requests.Select(request => request.Key).ShouldBe([BadOne, Good]);
        var watch = Stopwatch.StartNew();
        while (_fake.Requests[^1].Key == Good)
        {
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
            (await gateway.ChatAsync("m")).Header("x-aigateway-attempts").ShouldBe("1");
            await Task.Delay(20);
        }

        Stopwatch.GetElapsedTime(_fake.Requests[0].ArrivedAt, _fake.Requests[^1].ArrivedAt).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_long_rest_of_one_key_makes_nobody_wait_while_there_is_another()
    {
        await using var gateway = await StartAsync((BadOne, 1_000_000), (Good, 1));
        _fake.AcceptedKeys.Add(BadOne);
        _fake.When(request => request.Key == BadOne, Fault.RateLimited(3600));

        var answers = new List<string?>();
        for (var i = 0; i < 5; i++)
        {
            answers.Add((await gateway.ChatAsync("m")).Header("x-aigateway-attempts"));
        }

        answers.ShouldBe(["2", "1", "1", "1", "1"]);
    }

    [Theory]
    [InlineData(1, 0, 15)]
    [InlineData(90, 16, 64)]
    public async Task A_key_that_is_nearly_spent_is_used_less(int left, int least, int most)
    {
        await using var gateway = await StartAsync((BadOne, 1), (Good, 1));
        _fake.AcceptedKeys.Add(BadOne);
        _fake.When(request => request.Key == BadOne, Answering(left));
        _fake.When(request => request.Key == Good, Answering(100));
        for (var i = 0; i < 100 && !_fake.Requests.Any(request => request.Key == BadOne); i++)
        {
            await gateway.ChatAsync("m");
        }

        var before = _fake.Requests.Count;
        await Parallel.ForAsync(0, 80, async (_, _) => (await gateway.ChatAsync("m")).Dispose());

        _fake.Requests.Skip(before).Count(request => request.Key == BadOne).ShouldBeInRange(least, most);
    }

    private static FakeAnswer Answering(int left) => StreamText.GoodAnswer
        .WithHeader("x-ratelimit-limit-tokens-minute", "100")
        .WithHeader("x-ratelimit-remaining-tokens-minute", left.ToString(CultureInfo.InvariantCulture))
        .WithHeader("x-ratelimit-reset-tokens-minute", "10m0s");

    private Task<TestGateway> StartAsync(params (string Value, int Weight)[] keys) =>
        Engines.StartAsync(new { }, new { m = new { Targets = Engines.Tiers(1) } }, [Engines.WithKeys(_fake, keys)]);
}
