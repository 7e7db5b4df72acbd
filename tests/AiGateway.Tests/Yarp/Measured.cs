namespace AiGateway.Tests.Yarp;

/// <summary>Tests that wait for a timer or hold a clock against a promise; they run when no other test does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Measured
{
    public const string Name = "YARP, measured";
}
