using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Failover;

/// <summary>A second call beside one that is slow to its first content: who answers, who is stopped, and when there is none.</summary>
public sealed class HedgeTests : IAsyncLifetime
{
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(20);

    private FakeProvider _one = null!;
    private FakeProvider _two = null!;
    private FakeProvider _three = null!;

    public async Task InitializeAsync()
    {
        _one = await FakeProvider.StartAsync(Dialect.OpenAI);
        _two = await FakeProvider.StartAsync(Dialect.OpenAI);
        _three = await FakeProvider.StartAsync(Dialect.OpenAI);
        _two.Always(StreamText.GoodAnswer);
    }

    public async Task DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
        await _three.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_second_answers_and_the_first_is_stopped(bool stream)
    {
        await using var gateway = await StartAsync("100ms");
        _one.Always(FakeAnswer.Text("too late").After(Late));

        var response = await gateway.ChatAsync("m", stream: stream);

        (await response.SpokenAsync(stream)).ShouldBe(StreamText.Good);
        (response.Header("x-aigateway-provider"), response.Header("x-aigateway-attempts")).ShouldBe(("p2", "2"));
        await _one.Requests.ShouldHaveSingleItem().Aborted.WaitAsync(TimeSpan.FromSeconds(15));
        (await gateway.WaitForRequestLogAsync(response)).ShouldContain("Trail=p1:superseded,p2:ok");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_first_may_still_be_faster_than_the_second(bool stream)
    {
        await using var gateway = await StartAsync("50ms");
        _one.Always(StreamText.GoodAnswer.After(TimeSpan.FromMilliseconds(500)));
        _two.Always(FakeAnswer.Text("too late").After(Late));

        var response = await gateway.ChatAsync("m", stream: stream);

        (await response.SpokenAsync(stream)).ShouldBe(StreamText.Good);
        response.Header("x-aigateway-provider").ShouldBe("p1");
        await _two.Requests.ShouldHaveSingleItem().Aborted.WaitAsync(TimeSpan.FromSeconds(15));
        (await gateway.WaitForRequestLogAsync(response)).ShouldContain("Trail=p1:ok,p2:superseded");
    }

    [Fact]
    public async Task Nothing_happens_where_the_first_is_quick()
    {
        await using var gateway = await StartAsync("15s");
        _one.Always(FakeAnswer.Text("quick"));

        for (var i = 0; i < 10; i++)
        {
            (await gateway.ChatAsync("m", stream: i % 2 == 0)).Header("x-aigateway-attempts").ShouldBe("1");
        }

        _two.HeadsSeen.ShouldBe(0);
    }

    [Fact]
    public async Task No_more_than_the_share_of_requests_is_hedged()
    {
        await using var gateway = await StartAsync("20ms", share: 0.1);
        _one.Always(FakeAnswer.Text("slow").After(TimeSpan.FromMilliseconds(500)));

        await Task.WhenAll(Enumerable.Range(0, 20).Select(async i => (await gateway.ChatAsync("m", stream: i % 2 == 0)).Dispose()));

        _two.HeadsSeen.ShouldBeInRange(1, 2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_the_first_fails_all_waits_for_the_second(bool stream)
    {
        await using var gateway = await StartAsync("50ms");
        _one.Always(Fault.Status(500).After(TimeSpan.FromMilliseconds(200)));
        _two.Always(StreamText.GoodAnswer.After(TimeSpan.FromMilliseconds(600)));

        var response = await gateway.ChatAsync("m", stream: stream);

        (await response.SpokenAsync(stream)).ShouldBe(StreamText.Good);
        response.Header("x-aigateway-attempts").ShouldBe("2");
        (await gateway.WaitForRequestLogAsync(response)).ShouldContain("Trail=p1:server_error,p2:ok");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_both_fail_a_third_is_asked_and_neither_of_them_again(bool stream)
    {
        await using var gateway = await StartAsync("50ms", targets: 3);
        _one.Always(Fault.Status(500).After(TimeSpan.FromMilliseconds(400)));
        _two.Always(Fault.Status(503).After(TimeSpan.FromMilliseconds(100)));
        _three.Always(StreamText.GoodAnswer);

        var response = await gateway.ChatAsync("m", stream: stream);

        (await response.SpokenAsync(stream)).ShouldBe(StreamText.Good);
        response.Header("x-aigateway-attempts").ShouldBe("3");
        (_one.HeadsSeen, _two.HeadsSeen, _three.HeadsSeen).ShouldBe((1, 1, 1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_all_fail_the_caller_is_told_once(bool stream)
    {
        await using var gateway = await StartAsync("50ms");
        _one.Always(Fault.Status(500).After(TimeSpan.FromMilliseconds(400)));
        _two.Always(Fault.Status(500).After(TimeSpan.FromMilliseconds(100)));

        var response = await gateway.ChatAsync("m", stream: stream);

        ((int)response.StatusCode).ShouldBe(500);
        response.Header("x-aigateway-attempts").ShouldBe("2");
        response.Header("x-should-retry").ShouldBe("false");
    }

    [Fact]
    public async Task After_a_change_of_keys_the_second_call_still_goes_elsewhere()
    {
        const string Bad = "key-it-refuses-00000002";
        object[] providers = [Engines.WithKeys(_one, (Bad, 1_000_000), (_one.Key, 1)), Config.Provider(_two)];
        await using var gateway = await Engines.StartAsync(Engines.Calm, new { m = Model("300ms", 1, 2) }, providers);
        _one.Always(FakeAnswer.Text("too late").After(Late));

        var response = await gateway.ChatAsync("m", stream: true);

        (await response.SpokenAsync(stream: true)).ShouldBe(StreamText.Good);
        _one.Requests.Select(request => request.Key).ShouldBe([Bad, _one.Key]);
        _two.HeadsSeen.ShouldBe(1);
    }

    private static object Model(string after, double share, int targets) =>
        new { Targets = Engines.Tiers(targets), MaxRetries = 0, Hedge = new { After = after, Share = share } };

    private Task<TestGateway> StartAsync(string after, double share = 1, int targets = 2) =>
        Engines.StartAsync(new { m = Model(after, share, targets) }, [_one, _two, _three]);
}
