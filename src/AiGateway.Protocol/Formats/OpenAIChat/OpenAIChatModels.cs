namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>
/// What OpenAI's own models take, by the longest prefix of the name that ends at a hyphen or at the name's end. Unknown models (Azure
/// deployments, other vendors') have no rules. Efforts: models.dev list of 2026-08; refused sampling: OpenAI's 400
/// <c>unsupported_parameter</c> answers as of 2026-08; cache breakpoints: openai-openapi of 2026-08-21.
/// </summary>
internal static class OpenAIChatModels
{
    private static readonly string[] ThreeEfforts = ["low", "medium", "high"];
    private static readonly string[] WithNone = ["none", "low", "medium", "high"];
    private static readonly string[] WithNoneAndXHigh = ["none", "low", "medium", "high", "xhigh"];

    private static readonly Rules[] Table =
    [
        new("gpt-3.5") { Efforts = [] },
        new("gpt-4") { Efforts = [] },
        new("gpt-4o") { Efforts = [] },
        new("gpt-4.1") { Efforts = [] },
        new("chatgpt-4o") { Efforts = [] },
        new("o1") { Efforts = ThreeEfforts, FixedSampling = true },
        new("o3") { Efforts = ThreeEfforts, FixedSampling = true, RefusesStop = true },
        new("o4") { Efforts = ThreeEfforts, FixedSampling = true, RefusesStop = true },
        new("gpt-5") { Efforts = ["minimal", "low", "medium", "high"], FixedSampling = true, RefusesStop = true },
        new("gpt-5-pro") { Efforts = ["high"], FixedSampling = true, RefusesStop = true },
        new("gpt-5-codex") { Efforts = ThreeEfforts, FixedSampling = true, RefusesStop = true },
        new("gpt-5-chat") { Efforts = [] },
        new("gpt-5.1") { Efforts = WithNone, FixedSampling = true, RefusesStop = true },
        new("gpt-5.1-codex") { Efforts = ThreeEfforts, FixedSampling = true, RefusesStop = true },
        new("gpt-5.1-codex-max") { Efforts = ["low", "medium", "high", "xhigh"], FixedSampling = true, RefusesStop = true },
        new("gpt-5.1-chat") { Efforts = ["medium"], FixedSampling = true, RefusesStop = true },
        new("gpt-5.2") { Efforts = WithNoneAndXHigh, FixedSampling = true, RefusesStop = true },
        new("gpt-5.2-codex") { Efforts = ["low", "medium", "high", "xhigh"], FixedSampling = true, RefusesStop = true },
        new("gpt-5.2-pro") { Efforts = ["medium", "high", "xhigh"], FixedSampling = true, RefusesStop = true },
        new("gpt-5.2-chat") { Efforts = ["medium"], FixedSampling = true, RefusesStop = true },
        new("gpt-5.3") { Efforts = WithNoneAndXHigh, FixedSampling = true, RefusesStop = true },
        new("gpt-5.3-chat") { Efforts = [] },
        new("gpt-5.4") { Efforts = WithNoneAndXHigh, FixedSampling = true, RefusesStop = true },
        new("gpt-5.4-pro") { Efforts = ["medium", "high", "xhigh"], FixedSampling = true, RefusesStop = true },
        new("gpt-5.5") { Efforts = WithNoneAndXHigh, FixedSampling = true, RefusesStop = true },
        new("gpt-5.5-pro") { Efforts = ["medium", "high", "xhigh"], FixedSampling = true, RefusesStop = true },

        // Its chat endpoint answers 400 to the effort "max", which the Responses API takes.
        new("gpt-5.6") { Efforts = WithNoneAndXHigh, FixedSampling = true, RefusesStop = true, CacheBreakpoints = true },
    ];

    private static readonly Rules Unknown = new("");

    public static Rules Find(string model)
    {
        var name = model.AsSpan(model.LastIndexOf('/') + 1);
        var best = Unknown;
        foreach (var rules in Table)
        {
            if (rules.Prefix.Length > best.Prefix.Length && name.StartsWith(rules.Prefix, StringComparison.Ordinal)
                && (name.Length == rules.Prefix.Length || name[rules.Prefix.Length] == '-'))
            {
                best = rules;
            }
        }

        return best;
    }

    /// <summary>What some models take.</summary>
    /// <param name="Prefix">The beginning of the models' names.</param>
    internal sealed record Rules(string Prefix)
    {
        /// <summary>The efforts taken, from little to much; null where unknown.</summary>
        public IReadOnlyList<string>? Efforts { get; init; }

        /// <summary>Whether sampling parameters and log probabilities are refused unless the effort is <c>none</c>.</summary>
        public bool FixedSampling { get; init; }

        /// <summary>Whether <c>stop</c> is refused unless the effort is <c>none</c>.</summary>
        public bool RefusesStop { get; init; }

        /// <summary>Whether <c>prompt_cache_breakpoint</c> is taken.</summary>
        public bool CacheBreakpoints { get; init; }
    }
}
