using System.Text.Json;

namespace AiGateway.Clients.Fakes;

/// <summary>How a scenario script ended.</summary>
/// <param name="ExitCode">0 where the scenario held.</param>
/// <param name="Output">What it printed.</param>
/// <param name="Errors">What it complained of.</param>
public sealed record NodeRun(int ExitCode, string Output, string Errors)
{
    /// <summary>The scenario's result.</summary>
    /// <exception cref="InvalidOperationException">The scenario failed; its complaint is the message.</exception>
    public JsonElement Result => ExitCode == 0
        ? JsonElement.Parse(Output.Trim().Split('\n')[^1])
        : throw new InvalidOperationException($"The scenario ended with exit code {ExitCode}: {Errors}{Output}");
}
