using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Failover;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Options;

/// <summary>What the fields of a hedge change.</summary>
public sealed class HedgeOptionTests : IAsyncLifetime
{
    private FakeProvider _one = null!;
    private FakeProvider _two = null!;

    public async Task InitializeAsync()
    {
        _one = (await FakeProvider.StartAsync(Dialect.OpenAI)).Always(FakeAnswer.Text("slow").After(TimeSpan.FromMilliseconds(600)));
        _two = await FakeProvider.StartAsync(Dialect.OpenAI);
    }

    public async Task DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    [Theory]
    [InlineData("50ms", 1)]
    [InlineData("1m", 0)]
    [Proves("Gateway:Models:*:Hedge:After")]
    public async Task After_is_the_wait_before_the_second_call(string after, int calls)
    {
        await using var gateway = await StartAsync(new { After = after, Share = 1 });

        await gateway.ChatAsync("m", stream: true);

        _two.HeadsSeen.ShouldBe(calls);
    }

    [Theory]
    [InlineData(0.1, 1, 2)]
    [InlineData(1.0, 10, 10)]
    [Proves("Gateway:Models:*:Hedge:Share")]
    public async Task Share_is_the_most_that_is_called_twice(double share, int least, int most)
    {
        await using var gateway = await StartAsync(new { After = "20ms", Share = share });

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => gateway.ChatAsync("m", stream: true)));

        _two.HeadsSeen.ShouldBeInRange(least, most);
    }

    private Task<TestGateway> StartAsync(object hedge) =>
        Engines.StartAsync(new { m = new { Targets = Engines.Tiers(2), Hedge = hedge, MaxRetries = 0 } }, _one, _two);
}
