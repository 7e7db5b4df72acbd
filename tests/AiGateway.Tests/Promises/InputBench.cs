using AiGateway.Fakes;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Promises;

/// <summary>One gateway before three kinds of provider, shared by the tests of a class that must not reach any of them.</summary>
public sealed class InputBench : IAsyncLifetime
{
    /// <summary>The body limit of the gateway.</summary>
    public const int MaxRequestBytes = 1 << 20;

    /// <summary>The key to the gateway; no more than that it is no plain word.</summary>
    public const string Key = "kQ7vT2xW9pLs4ZzR8mYb3nHc";

    private FakeProvider[] _providers = [];

    /// <summary>The gateway.</summary>
    public TestGateway Gateway { get; private set; } = null!;

    /// <summary>The same with a key, so that callers must present it.</summary>
    public TestGateway Guarded { get; private set; } = null!;

    /// <summary>The gateway's port.</summary>
    public int Port => Gateway.BaseUrl.Port;

    /// <summary>Checks that no provider has seen so much as a request's head.</summary>
    public void NothingWentOut()
    {
        foreach (var provider in _providers)
        {
            provider.HeadsSeen.ShouldBe(0, provider.Dialect.ToString());
        }
    }

    public async Task InitializeAsync()
    {
        _providers = [await FakeProvider.StartAsync(Dialect.OpenAI), await FakeProvider.StartAsync(Dialect.Anthropic), await FakeProvider.StartAsync(Dialect.Gemini)];
        Gateway = await TestGateway.StartAsync(Configuration(new { }));
        Guarded = await TestGateway.StartAsync(Configuration(new { tester = Key }));
    }

    public async Task DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Guarded.DisposeAsync();
        foreach (var provider in _providers)
        {
            await provider.DisposeAsync();
        }
    }

    private object Configuration(object keys) => new
    {
        Gateway = new
        {
            Providers = new { up = Config.Provider(_providers[0]), claude = Config.Provider(_providers[1]), gem = Config.Provider(_providers[2]) },
            Models = new Dictionary<string, string> { ["gpt-*"] = "up/*", ["gemini-*"] = "gem/*", ["any-*"] = "gem/*" },
            MaxRequestBytes,
            VirtualKeys = keys,
        },
    };
}
