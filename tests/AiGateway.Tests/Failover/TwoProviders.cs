using AiGateway.Fakes;

namespace AiGateway.Tests.Failover;

/// <summary>Two providers of OpenAI's kind, of which the second is well: the start of many tests.</summary>
public abstract class TwoProviders : IAsyncLifetime
{
    /// <summary>The one that a test makes fail.</summary>
    protected FakeProvider One { get; private set; } = null!;

    /// <summary>The one that answers.</summary>
    protected FakeProvider Two { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        One = await FakeProvider.StartAsync(Dialect.OpenAI);
        Two = await FakeProvider.StartAsync(Dialect.OpenAI);
        Two.Always(StreamText.GoodAnswer);
    }

    public async Task DisposeAsync()
    {
        await One.DisposeAsync();
        await Two.DisposeAsync();
    }
}
