namespace AiGateway.Tests.Faults;

/// <summary>The words of the table; docs/failures.md explains each.</summary>
internal enum OutcomeKind
{
    Passed,
    Rescued,
    Recovered,
    Event,
    Error,
    HandedBack,
}
