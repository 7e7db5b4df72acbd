namespace AiGateway.Protocol.Formats.AnthropicMessages;

/// <summary>What differs between the models that speak this format. The defaults are those of the newest generation.</summary>
/// <param name="Prefix">The beginning of the names it holds for; the longest one that fits is taken.</param>
internal sealed record ModelRules(string Prefix)
{
    // Claude's figures and restrictions: Anthropic's model pages, migration guides and thinking pages, and models.dev, as of 2026-11.
    // The two rows without a Claude generation are policy: an unknown Claude is taken for a new one, which refuses the most; any other
    // name belongs to a vendor with a compatible API, of which only the oldest form of the format can be expected.
    private static readonly ModelRules[] All =
    [
        new("") { Thinking = ThinkingStyle.Budget, Off = ThinkingOff.Unsaid, Sampling = Sampling.Free, ForcedTools = true, StructuredOutputs = false, MaxOutput = null, DefaultMaxTokens = 4096 },
        new("claude-"),
        new("claude-3") { Thinking = ThinkingStyle.None, Off = ThinkingOff.Unsaid, Sampling = Sampling.Free, ForcedTools = true, StructuredOutputs = false, MaxOutput = 4096, DefaultMaxTokens = 4096 },
        new("claude-3-5") { Thinking = ThinkingStyle.None, Off = ThinkingOff.Unsaid, Sampling = Sampling.Free, ForcedTools = true, StructuredOutputs = false, MaxOutput = 8192, DefaultMaxTokens = 8192 },
        new("claude-3-7") { Thinking = ThinkingStyle.Budget, Off = ThinkingOff.Unsaid, Sampling = Sampling.Free, ForcedTools = true, StructuredOutputs = false, MaxOutput = 64_000 },
        new("claude-opus-4") { Thinking = ThinkingStyle.Budget, Off = ThinkingOff.Unsaid, Sampling = Sampling.Free, ForcedTools = true, StructuredOutputs = false, MaxOutput = 32_000 },
        new("claude-opus-4-1") { Thinking = ThinkingStyle.Budget, Off = ThinkingOff.Unsaid, Sampling = Sampling.OneOfTwo, ForcedTools = true, StructuredOutputs = false, MaxOutput = 32_000 },
        new("claude-sonnet-4") { Thinking = ThinkingStyle.Budget, Off = ThinkingOff.Unsaid, Sampling = Sampling.Free, ForcedTools = true, StructuredOutputs = false, MaxOutput = 64_000 },
        new("claude-opus-4-5") { Thinking = ThinkingStyle.Budget, Off = ThinkingOff.Unsaid, Sampling = Sampling.OneOfTwo, ForcedTools = true, MaxOutput = 64_000 },
        new("claude-sonnet-4-5") { Thinking = ThinkingStyle.Budget, Off = ThinkingOff.Unsaid, Sampling = Sampling.OneOfTwo, ForcedTools = true, MaxOutput = 64_000 },
        new("claude-haiku-4-5") { Thinking = ThinkingStyle.Budget, Off = ThinkingOff.Unsaid, Sampling = Sampling.OneOfTwo, ForcedTools = true, MaxOutput = 64_000 },
        new("claude-opus-4-6") { Off = ThinkingOff.Unsaid, HasXHigh = false, Sampling = Sampling.OneOfTwo, ForcedTools = true },
        new("claude-sonnet-4-6") { Off = ThinkingOff.Unsaid, HasXHigh = false, Sampling = Sampling.OneOfTwo, ForcedTools = true },
        new("claude-opus-4-7") { Off = ThinkingOff.Unsaid, ForcedTools = true },
        new("claude-opus-4-8") { Off = ThinkingOff.Unsaid, ForcedTools = true },
        new("claude-opus-5") { Off = ThinkingOff.Disabled, ForcedTools = true },
        new("claude-opus-5-5"),
        new("claude-sonnet-5") { Off = ThinkingOff.Disabled, ForcedTools = true },
        new("claude-sonnet-5-5") { Off = ThinkingOff.BetweenTools },
        new("claude-haiku-5-5") { Off = ThinkingOff.Disabled, ForcedTools = true },
        new("claude-fable-5") { ForcedTools = true },
        new("claude-fable-5-1"),
        new("claude-mythos-5") { ForcedTools = true },
        new("claude-mythos-5-1"),
    ];

    /// <summary>How it is told to think.</summary>
    public ThinkingStyle Thinking { get; init; } = ThinkingStyle.Adaptive;

    /// <summary>How it is told not to.</summary>
    public ThinkingOff Off { get; init; } = ThinkingOff.Never;

    /// <summary>Whether it knows the effort <c>xhigh</c>.</summary>
    public bool HasXHigh { get; init; } = true;

    /// <summary>Which sampling parameters it takes while it does not think.</summary>
    public Sampling Sampling { get; init; } = Sampling.Fixed;

    /// <summary>Whether it can be made to call a tool while no budgeted thinking is on.</summary>
    public bool ForcedTools { get; init; }

    /// <summary>Whether it knows <c>output_config.format</c> and strict tools.</summary>
    public bool StructuredOutputs { get; init; } = true;

    /// <summary>The most tokens it puts out; null where unknown.</summary>
    public long? MaxOutput { get; init; } = 128_000;

    /// <summary>What is asked for where the caller set no limit: room for a long answer, bounded so that a runaway one stays affordable.</summary>
    public long DefaultMaxTokens { get; init; } = 16_384;

    /// <summary>True where the model thinks unless told otherwise.</summary>
    public bool ThinksUnasked => Thinking == ThinkingStyle.Adaptive && Off != ThinkingOff.Unsaid;

    /// <summary>The rules for a model, by any of the names that clouds and routers give it.</summary>
    public static ModelRules For(string model)
    {
        var name = BareName(model);
        var best = All[0];
        foreach (var rules in All)
        {
            if (rules.Prefix.Length > best.Prefix.Length && name.StartsWith(rules.Prefix, StringComparison.Ordinal))
            {
                best = rules;
            }
        }

        return best;
    }

    /// <summary><c>us.anthropic.claude-opus-4-6-v1:0</c>, <c>anthropic/claude-opus-4.6</c> and the like, as Anthropic itself writes them.</summary>
    private static string BareName(string model)
    {
        const string Vendor = "anthropic.";
        var name = model[(model.LastIndexOf('/') + 1)..];
        var vendor = name.LastIndexOf(Vendor, StringComparison.OrdinalIgnoreCase);
        return (vendor < 0 ? name : name[(vendor + Vendor.Length)..]).Replace('.', '-').ToLowerInvariant();
    }
}
