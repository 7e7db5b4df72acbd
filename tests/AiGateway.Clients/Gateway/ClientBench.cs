using System.Text.Json;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Hosting;

namespace AiGateway.Clients.Gateway;

/// <summary>The gateway before a fake of each kind of provider, and both SDKs; shared by the tests of a class, which run one after another.</summary>
public sealed class ClientBench : IAsyncLifetime
{
    /// <summary>A key from the configuration.</summary>
    public const string Key = "clients-5b1f6a0c9d7e4832";

    /// <summary>The key from the variable <c>AIGATEWAY_KEY</c>.</summary>
    public const string VariableKey = "variable-81c3f2d94e6b7a05";

    private readonly Dictionary<Dialect, FakeProvider> _fakes = [];
    private NpmSdk _npm = null!;

    /// <summary>The gateway.</summary>
    public TestGateway Gateway { get; private set; } = null!;

    /// <summary>A provider that fails with 500 whatever is asked.</summary>
    public FakeProvider Broken { get; private set; } = null!;

    /// <summary>Every SDK with every kind of provider.</summary>
    public static IEnumerable<(Sdk Sdk, Dialect Kind)> Pairs => from sdk in Enum.GetValues<Sdk>() from kind in Enum.GetValues<Dialect>() select (sdk, kind);

    /// <summary>The provider of a kind.</summary>
    public FakeProvider Fake(Dialect kind) => _fakes[kind];

    /// <summary>What callers put before a model's name to reach the provider of a kind.</summary>
    public static string Provider(Dialect kind) => kind.ToString().ToLowerInvariant();

    /// <summary>A usual model of a kind, asked for directly.</summary>
    public static string ChatModel(Dialect kind) => $"{Provider(kind)}/{Upstream(kind)}";

    /// <summary>A usual model's own name at its provider.</summary>
    public static string Upstream(Dialect kind) => kind switch
    {
        Dialect.OpenAI => "gpt-4o-mini",
        Dialect.Anthropic => "claude-haiku-4-5",
        Dialect.Gemini => "gemini-2.5-flash",
        _ => "mistral-small-latest",
    };

    /// <summary>Forgets what the test before scripted.</summary>
    public FakeProvider Fresh(Dialect kind)
    {
        Gateway.EndRests();
        return Fake(kind).ResetScript();
    }

    /// <summary>Has an SDK do something.</summary>
    public Task<JsonElement> RunAsync(Sdk sdk, string operation, string model, Func<SdkCall, SdkCall>? change = null)
    {
        var call = new SdkCall(operation, Gateway.V1, Key, model);
        ISdk runner = sdk == Sdk.Npm ? _npm : new NuGetSdk();
        return runner.RunAsync(change?.Invoke(call) ?? call);
    }

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        foreach (var kind in Enum.GetValues<Dialect>())
        {
            _fakes[kind] = await FakeProvider.StartAsync(kind);
        }

        Broken = (await FakeProvider.StartAsync(Dialect.OpenAI)).Always(Fault.Status(500));
        Gateway = await TestGateway.StartAsync(Configuration(), new Dictionary<string, string> { ["AIGATEWAY_KEY"] = VariableKey });
        _npm = await NpmSdk.StartAsync();
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await _npm.DisposeAsync();
        await Gateway.DisposeAsync();
        await Broken.DisposeAsync();
        foreach (var fake in _fakes.Values)
        {
            await fake.DisposeAsync();
        }
    }

    private object Configuration()
    {
        var providers = _fakes.ToDictionary(pair => Provider(pair.Key), pair => Entry(pair.Value));
        providers["broken"] = Entry(Broken);
        var models = new Dictionary<string, object> { ["team/small"] = ChatModel(Dialect.OpenAI) };
        foreach (var kind in Enum.GetValues<Dialect>())
        {
            models[$"rescued-{Provider(kind)}"] = new { Targets = new object[] { "broken/gpt-4o-mini", new { Model = ChatModel(kind), Tier = 2 } } };
            models[$"hasty-{Provider(kind)}"] = new { Targets = new[] { ChatModel(kind) }, Timeouts = new { FirstToken = "500ms" } };
        }

        return new
        {
            Gateway = new
            {
                // One scenario's failures are not the next one's; keys still rest, and are woken between scenarios.
                Cooldown = new { Failures = 1000 },
                RetryBudget = new { Least = 1000 },
                Providers = providers,
                Models = models,
                VirtualKeys = new { clients = Key },
            },
        };
    }

    private static object Entry(FakeProvider fake) => new
    {
        Type = fake.Dialect.ToString(),
        BaseUrl = fake.BaseUrl.AbsoluteUri,
        ApiKeys = new[] { fake.Key },
        AllowPrivateNetwork = true,
    };
}
