namespace AiGateway.Tests.Faults;

/// <summary>The faults by the name that the table gives them.</summary>
internal static class FaultCatalogue
{
    /// <summary>Every fault.</summary>
    public static IReadOnlyDictionary<string, UpstreamFault> All { get; } = ConnectionFaults.All.Concat(StreamFaults.All).Concat(BodyFaults.All).Concat(StatusFaults.All)
        .ToDictionary(fault => fault.Name, fault => fault.Fault, StringComparer.Ordinal);
}
