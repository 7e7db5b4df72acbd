using AiGateway.Fakes;

namespace AiGateway.Clients.Fakes;

/// <summary>A request a provider refuses, and what it says.</summary>
/// <param name="Dialect">The provider.</param>
/// <param name="Why">What is wrong with it.</param>
/// <param name="Body">The body.</param>
/// <param name="Says">Words of the answer.</param>
/// <param name="Status">The answer's status.</param>
/// <param name="Path">The path; null for the usual one.</param>
public sealed record StrictnessCase(Dialect Dialect, string Why, string Body, string Says, int Status = 400, string? Path = null)
{
    public override string ToString() => $"{Dialect}: {Why}";
}
