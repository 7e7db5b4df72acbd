namespace AiGateway.Authentication;

/// <summary>What is to be said of a key that was presented.</summary>
/// <param name="Outcome">Whether it may be used, or why not.</param>
/// <param name="Grant">What it allows; there where it was accepted, and only then.</param>
internal readonly record struct KeyVerdict(KeyOutcome Outcome, KeyGrant? Grant = null);
