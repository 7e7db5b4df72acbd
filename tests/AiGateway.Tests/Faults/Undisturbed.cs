namespace AiGateway.Tests.Faults;

/// <summary>Tests that count what the whole process holds, timers and memory; they run when no other test does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Undisturbed
{
    public const string Name = "Faults, undisturbed";
}
