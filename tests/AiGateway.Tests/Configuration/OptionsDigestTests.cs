using AiGateway.Configuration;
using AiGateway.Configuration.Reloading;

namespace AiGateway.Tests.Configuration;

public sealed class OptionsDigestTests
{
    private static readonly ProviderOptions Provider = new()
    {
        Name = "p",
        Type = ProviderType.OpenAI,
        ApiKeys = [new ApiKeyOptions { Value = new Secret("a") }],
    };

    private static GatewayOptions With(ProviderOptions provider) => new()
    {
        Providers = new Dictionary<string, ProviderOptions> { ["p"] = provider },
        Models = new Dictionary<string, ModelOptions>
        {
            ["m"] = new() { Name = "m", Targets = [new TargetOptions { Provider = "p", UpstreamModel = "x" }] },
        },
    };

    [Fact]
    public void Equal_options_have_equal_digests() =>
        OptionsDigest.Compute(With(Provider)).ShouldBe(OptionsDigest.Compute(With(Provider with { ApiKeys = [new ApiKeyOptions { Value = new Secret("a") }] })));

    [Fact]
    public void Every_change_shows()
    {
        var options = With(Provider);
        var model = options.Models["m"];
        string[] digests =
        [
            OptionsDigest.Compute(options),
            OptionsDigest.Compute(With(Provider with { ApiKeys = [new ApiKeyOptions { Value = new Secret("b") }] })),
            OptionsDigest.Compute(With(Provider with { ApiKeys = [new ApiKeyOptions { Value = new Secret("a"), Weight = 2 }] })),
            OptionsDigest.Compute(With(Provider with { BaseUrl = new Uri("https://a.example") })),
            OptionsDigest.Compute(With(Provider with { Headers = new Dictionary<string, Secret> { ["h"] = new Secret("v") } })),
            OptionsDigest.Compute(With(Provider with { Headers = new Dictionary<string, Secret> { ["h"] = new Secret("w") } })),
            OptionsDigest.Compute(options with { AllowDirectModels = false }),
            OptionsDigest.Compute(options with { Models = new Dictionary<string, ModelOptions> { ["m"] = model with { KeepAlive = TimeSpan.Zero } } }),
            OptionsDigest.Compute(options with { Models = new Dictionary<string, ModelOptions> { ["m"] = model with { Timeouts = new TimeoutOptions { Idle = TimeSpan.FromSeconds(1) } } } }),
            OptionsDigest.Compute(options with { Models = new Dictionary<string, ModelOptions> { ["m"] = model with { Strategy = RoutingStrategy.LeastBusy } } }),
            OptionsDigest.Compute(options with { Models = new Dictionary<string, ModelOptions> { ["m"] = model with { Targets = [model.Targets[0] with { Capabilities = [] }] } } }),
            OptionsDigest.Compute(options with { Models = new Dictionary<string, ModelOptions> { ["m"] = model with { Targets = [model.Targets[0] with { When = new TargetCondition { Tags = ["t"] } }] } } }),
            OptionsDigest.Compute(options with { Models = new Dictionary<string, ModelOptions> { ["m"] = model with { Fallbacks = new FallbackOptions { Any = model.Targets } } } }),
            OptionsDigest.Compute(options with { Cooldown = new CooldownOptions { Share = 0.25 } }),
            OptionsDigest.Compute(options with { Log = new LogOptions { Format = LogFormat.Json } }),
        ];

        digests.Distinct().Count().ShouldBe(digests.Length);
        digests.ShouldAllBe(d => d.Length == 8);
    }
}
