using System.Text.Json;
using AiGateway.Fakes;
using AiGateway.Tests.Hosting;

namespace AiGateway.Clients.Gateway.Presets;

/// <summary>The gateway with a provider of each preset, all at one lenient fake, and npm's SDK.</summary>
public sealed class PresetBench : IAsyncLifetime
{
    private const string Model = "some-model";
    private const string Key = "presets-3d9e71c05ab84f26";

    private TestGateway _gateway = null!;
    private NpmSdk _npm = null!;

    /// <summary>Every preset.</summary>
    public static IReadOnlyList<string> Names { get; } = ["groq", "deepseek", "xai", "openrouter", "together", "fireworks", "ollama", "vllm"];

    /// <summary>The vendor, whichever the preset says it is.</summary>
    public FakeProvider Vendor { get; private set; } = null!;

    /// <summary>Has the SDK do something at the vendor.</summary>
    public Task<JsonElement> RunAsync(string preset, string operation)
    {
        _gateway.EndRests();
        return _npm.RunAsync(new SdkCall(operation, _gateway.V1, Key, $"{preset}/{Model}"));
    }

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Vendor = await FakeProvider.StartAsync(Dialect.OpenAI);
        Vendor.Strict = false;
        Vendor.Models.Add(Model);
        _gateway = await TestGateway.StartAsync(new
        {
            Gateway = new
            {
                Providers = Names.ToDictionary(name => name, name => new
                {
                    Type = "OpenAICompatible",
                    Preset = name,
                    BaseUrl = Vendor.BaseUrl.AbsoluteUri,
                    ApiKeys = new[] { Vendor.Key },
                    AllowPrivateNetwork = true,
                }),
                VirtualKeys = new { presets = Key },
            },
        });
        _npm = await NpmSdk.StartAsync();
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await _npm.DisposeAsync();
        await _gateway.DisposeAsync();
        await Vendor.DisposeAsync();
    }
}
