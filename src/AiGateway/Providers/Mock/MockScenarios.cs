namespace AiGateway.Providers.Mock;

/// <summary>What the mock can be asked to do.</summary>
internal static class MockScenarios
{
    /// <summary>Every scenario, in the order of the documentation.</summary>
    public static IReadOnlyList<MockScenarioEntry> All { get; } =
    [
        new(MockScenarioKind.Echo, "echo", "Repeats the last user message, word by word; tools, JSON schemas, n, stop and token limits are honoured."),
        new(MockScenarioKind.Slow, "slow", "The same as echo at 200 ms a word."),
        new(MockScenarioKind.Embed, "embed", "Embeddings: unit vectors that depend on the text alone."),
        new(MockScenarioKind.Error, "error-503", "Answers the given status, 400 to 599, with an error in OpenAI's shape.") { Placeholder = "NNN", Min = 400, Max = 599 },
        new(MockScenarioKind.RateLimit, "rate-limit", "Answers 429 with retry-after: 1."),
        new(MockScenarioKind.Refuse, "refuse", "Refuses the connection."),
        new(MockScenarioKind.Silent, "silent", "Never answers."),
        new(MockScenarioKind.Stall, "stall-3", "Falls silent after the given number of words.") { Placeholder = "N" },
        new(MockScenarioKind.Cut, "cut-3", "Breaks the connection after the given number of words.") { Placeholder = "N" },
        new(MockScenarioKind.End, "end-3", "Ends cleanly after the given number of words, without a finish reason or [DONE].") { Placeholder = "N" },
        new(MockScenarioKind.Fail, "fail-3", "Reports an error inside the 200 after the given number of words.") { Placeholder = "N" },
        new(MockScenarioKind.Malformed, "malformed-3", "Sends one event that is no JSON after the given number of words, then goes on.") { Placeholder = "N" },
    ];

    /// <summary>Finds what a model's name asks for; null where it is no scenario.</summary>
    /// <param name="model">The name without <c>mock/</c>; case matters, as for every model.</param>
    public static MockScenario? Find(string model)
    {
        foreach (var entry in All)
        {
            if (entry.Match(model) is { } scenario)
            {
                return scenario;
            }
        }

        return null;
    }
}
