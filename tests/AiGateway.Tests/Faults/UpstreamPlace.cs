namespace AiGateway.Tests.Faults;

/// <summary>Where a failing target is.</summary>
internal enum UpstreamPlace
{
    /// <summary>At a fake.</summary>
    Fake,

    /// <summary>At a port that refuses connections.</summary>
    ClosedPort,

    /// <summary>At a port that never answers.</summary>
    BlackHole,
}
