using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Failover;

namespace AiGateway.Tests.Options;

/// <summary>What the fields about holding a stream back change: whether one that breaks can still be rescued.</summary>
public sealed class StreamOptionTests : IAsyncLifetime
{
    private FakeProvider _one = null!;
    private FakeProvider _two = null!;

    public async Task InitializeAsync()
    {
        _one = await FakeProvider.StartAsync(Dialect.OpenAI);
        _two = (await FakeProvider.StartAsync(Dialect.OpenAI)).Always(StreamText.GoodAnswer);
    }

    public async Task DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    [Theory]
    [InlineData("Live", false)]
    [InlineData("Held", false)]
    [InlineData("Atomic", true)]
    [Proves("Gateway:Models:*:Stream:Mode")]
    public Task Mode_is_what_must_be_there_before_any_goes_out(string mode, bool isRescued) =>
        CheckAsync(new { Mode = mode, HoldBytes = 300, HoldTime = "1m" }, isRescued);

    [Theory]
    [InlineData(300, false)]
    [InlineData(1_000_000, true)]
    [Proves("Gateway:Models:*:Stream:HoldBytes")]
    public Task HoldBytes_is_how_much_of_it_is_held(int bytes, bool isRescued) =>
        CheckAsync(new { Mode = "Held", HoldBytes = bytes, HoldTime = "1m" }, isRescued);

    [Theory]
    [InlineData("50ms", false)]
    [InlineData("1m", true)]
    [Proves("Gateway:Models:*:Stream:HoldTime")]
    public Task HoldTime_is_how_long_it_is_held(string time, bool isRescued) =>
        CheckAsync(new { Mode = "Held", HoldBytes = 1_000_000, HoldTime = time }, isRescued);

    /// <summary>A stream that breaks after six events of content, half a second after the first of them.</summary>
    private async Task CheckAsync(object stream, bool isRescued)
    {
        _one.Always(StreamText.Long.EndAfter(StreamText.Midway).Paced(TimeSpan.FromMilliseconds(100)));
        await using var gateway = await Engines.StartAsync(new { m = new { Targets = Engines.Tiers(2), Stream = stream, MaxRetries = 0 } }, _one, _two);

        var text = await (await gateway.ChatAsync("m", stream: true)).Content.ReadAsStringAsync();

        if (isRescued)
        {
            StreamText.ShouldBeClean(text);
        }
        else
        {
            StreamText.ShouldBeBroken(text, "upstream_incomplete");
        }
    }
}
