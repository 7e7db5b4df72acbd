using System.Reflection;
using AiGateway.Fakes;

namespace AiGateway.Clients.Gateway;

/// <summary>OpenAI's SDKs, unchanged, through the gateway to each kind of provider.</summary>
public sealed class ScenarioTests(ClientBench bench) : IClassFixture<ClientBench>
{
    private static readonly IReadOnlyDictionary<string, Func<Scenario, Task>> Known =
        new[] { typeof(AnswerScenarios), typeof(ToolScenarios), typeof(ErrorScenarios), typeof(FaultScenarios), typeof(OtherScenarios) }
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(method => method.ReturnType == typeof(Task) && method.GetParameters() is [{ } only] && only.ParameterType == typeof(Scenario))
            .ToDictionary(method => method.Name, method => method.CreateDelegate<Func<Scenario, Task>>(), StringComparer.Ordinal);

    /// <summary>Every scenario with every SDK and kind.</summary>
    public static TheoryData<Sdk, Dialect, string> All
    {
        get
        {
            var data = new TheoryData<Sdk, Dialect, string>();
            foreach (var (sdk, kind) in ClientBench.Pairs)
            {
                foreach (var name in Known.Keys)
                {
                    data.Add(sdk, kind, name);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public Task Holds(Sdk sdk, Dialect kind, string scenario) => Known[scenario](new Scenario(bench, sdk, kind));
}
