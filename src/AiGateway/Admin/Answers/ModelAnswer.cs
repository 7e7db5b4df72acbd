namespace AiGateway.Admin.Answers;

/// <summary>A model's name or pattern and what answers it.</summary>
/// <param name="Name">What callers ask for.</param>
/// <param name="Pattern">Whether it answers many names.</param>
/// <param name="Strategy">How one of several targets of a tier is picked.</param>
/// <param name="Targets">What answers, and in which turn.</param>
internal sealed record ModelAnswer(string Name, bool Pattern, string Strategy, IReadOnlyList<TargetAnswer> Targets);
