using AiGateway.Fakes;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Faults;

/// <summary>The configuration of the gateway that plays the table: a model and a failing provider for each case, and a provider of each dialect that is well.</summary>
internal static class FaultConfiguration
{
    /// <summary>Makes it.</summary>
    /// <param name="cases">The cases.</param>
    /// <param name="origin">The base address of a case's failing provider.</param>
    /// <param name="well">The fakes that are well.</param>
    public static object For(IReadOnlyList<FaultCase> cases, Func<FaultCase, Uri> origin, IReadOnlyDictionary<Dialect, FakeProvider> well)
    {
        var providers = cases.ToDictionary(each => each.Primary, each => Failing(each, origin(each)), StringComparer.Ordinal);
        foreach (var fake in well.Values)
        {
            providers["well" + fake.Dialect] = Config.Provider(fake);
        }

        return new
        {
            Gateway = new
            {
                Providers = providers,
                Models = cases.ToDictionary(each => each.Model, Model, StringComparer.Ordinal),
                // What a budget refuses is no matter here: several hundred failures in a few seconds would spend any.
                RetryBudget = new { Share = 1.0, Least = 1_000_000 },
            },
        };
    }

    private static object Failing(FaultCase each, Uri baseUrl) => new
    {
        Type = each.Dialect.ToString(),
        BaseUrl = baseUrl.AbsoluteUri,
        // The first key is as good as always the first to be taken.
        ApiKeys = each.Keys.Select((key, i) => new { Value = key, Weight = i == 0 ? 1_000_000 : 1 }).ToArray(),
        AllowPrivateNetwork = true,
    };

    private static object Model(FaultCase each)
    {
        var model = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["Targets"] = Targets(each),
            ["Timeouts"] = new Dictionary<string, object>(each.Fault.Timeouts, StringComparer.Ordinal)
            {
                ["Connect"] = "400ms",
                ["FirstToken"] = "2s",
                ["Idle"] = "1s",
                ["Answer"] = "2s",
                ["Total"] = "25s",
            },
            // Only where the answer is good in the end: what fails shall keep its status, however slow the machine is.
            ["KeepAlive"] = each.Expected.IsClean ? "400ms" : "0s",
            ["MaxRetries"] = 0,
            ["Stream"] = each.Column switch
            {
                FailureTable.Held => new { Mode = "Held", HoldBytes = 4096, HoldTime = "5s" },
                FailureTable.Atomic => "Atomic",
                _ => "Live",
            },
        };
        if (each.Fault.FallbackForPolicy && !each.Alone)
        {
            model["Fallbacks"] = new { Policy = new[] { $"{each.Fallback}/{each.FallbackModel}" } };
        }

        return model;
    }

    private static List<object> Targets(FaultCase each)
    {
        var targets = new List<object> { Target($"{each.Primary}/{Failover.Target.ModelOf(each.Dialect)}", 1, each.Fault.Contexts?.Primary) };
        if (!each.Alone && !each.Fault.FallbackForPolicy)
        {
            targets.Add(Target($"{each.Fallback}/{each.FallbackModel}", 2, each.Fault.Contexts?.Fallback));
        }

        return targets;
    }

    private static Dictionary<string, object> Target(string model, int tier, int? context)
    {
        var target = new Dictionary<string, object>(StringComparer.Ordinal) { ["Model"] = model, ["Tier"] = tier };
        if (context is { } tokens)
        {
            target["ContextTokens"] = tokens;
        }

        return target;
    }
}
