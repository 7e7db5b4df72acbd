using AiGateway.Fakes;

namespace AiGateway.Tests.Faults;

/// <summary>One call that a failing target gets.</summary>
/// <param name="Dialect">What the target speaks.</param>
/// <param name="Number">1 for the case's first call.</param>
/// <param name="KeyNumber">Which of its keys came with the call, from 0.</param>
internal sealed record FaultCall(Dialect Dialect, int Number, int KeyNumber);
