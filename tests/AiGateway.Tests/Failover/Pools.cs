using System.Globalization;
using AiGateway.Fakes;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Failover;

/// <summary>Gateways whose model <see cref="Model"/> has several targets: <c>p1</c>, <c>p2</c> and so on, asked in that order.</summary>
public static class Pools
{
    public const string Model = "pool";

    /// <summary>Starts a gateway with the usual timers.</summary>
    public static Task<TestGateway> StartAsync(params Target[] targets) => StartAsync(new Knobs(), targets);

    /// <summary>Starts a gateway before fakes, with the usual timers.</summary>
    public static Task<TestGateway> StartAsync(params FakeProvider[] fakes) => StartAsync(new Knobs(), fakes);

    /// <summary>Starts a gateway before fakes.</summary>
    public static Task<TestGateway> StartAsync(Knobs knobs, params FakeProvider[] fakes) => StartAsync(knobs, [.. fakes.Select(Target.To)]);

    /// <summary>Starts a gateway.</summary>
    public static Task<TestGateway> StartAsync(Knobs knobs, params Target[] targets) => TestGateway.StartAsync(Configuration(knobs, targets));

    /// <summary>The configuration of such a gateway.</summary>
    public static object Configuration(Knobs knobs, params Target[] targets)
    {
        var model = new Dictionary<string, object>
        {
            ["Targets"] = targets.Select((target, i) => new { Model = $"{Name(i)}/{target.Model}", target.Weight, Tier = target.Tier ?? i + 1 }).ToArray(),
            ["Timeouts"] = knobs.Timeouts(),
            ["KeepAlive"] = knobs.KeepAlive,
            ["Strict"] = knobs.Strict,
            ["MaxRetries"] = knobs.MaxRetries,
        };
        return new
        {
            Gateway = new
            {
                Cooldown = new { knobs.Failures },
                Providers = targets.Select((target, i) => (Name: Name(i), target.Provider)).ToDictionary(p => p.Name, p => p.Provider),
                Models = new Dictionary<string, object> { [Model] = model },
            },
        };
    }

    private static string Name(int index) => "p" + (index + 1).ToString(CultureInfo.InvariantCulture);
}
