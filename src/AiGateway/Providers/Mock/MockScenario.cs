using System.Runtime.InteropServices;

namespace AiGateway.Providers.Mock;

/// <summary>A behaviour as a request asks for it.</summary>
/// <param name="Kind">What the mock does.</param>
/// <param name="Number">The number in the model's name: a status, or how many words go out before the fault; 0 where the name has none.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MockScenario(MockScenarioKind Kind, int Number)
{
    /// <summary>Whether this is a fault inside an answer that began well.</summary>
    public bool BreaksAnswer =>
        Kind is MockScenarioKind.Stall or MockScenarioKind.Cut or MockScenarioKind.End or MockScenarioKind.Fail or MockScenarioKind.Malformed;
}
