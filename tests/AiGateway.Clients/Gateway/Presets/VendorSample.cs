namespace AiGateway.Clients.Gateway.Presets;

/// <summary>What OpenAI would say of a vendor's sample answer, whose text is "Good day" after 20 tokens of input and 6 of output.</summary>
/// <param name="Reasoning">What was thought; null where nothing is told.</param>
/// <param name="Cached">Input tokens from the cache.</param>
/// <param name="Thought">Output tokens spent on thinking.</param>
public sealed record VendorSample(string? Reasoning = "Greet.", int Cached = 0, int Thought = 0)
{
    /// <summary>What each vendor's sample in the folder <c>Samples</c> says.</summary>
    public static VendorSample Of(string vendor) => vendor switch
    {
        // Null content while it thinks, keep-alive comments, its own names for the cache, a finish reason of its own.
        "deepseek" => new(Cached: 8, Thought: 4),

        // Completion tokens without the reasoning, chunks without finish_reason, sources beside the choices.
        "xai" => new(Cached: 8, Thought: 4),

        // A finish reason of its own, an empty prompt, a text beside the delta.
        "together" => new(Reasoning: null),

        // Groq: reasoning in a field of its own, usage in x_groq too. OpenRouter: comments, the finish said twice. Fireworks: usage on the
        // last content. Ollama: a role in every chunk. vLLM: empty lists of calls, usage in every chunk.
        _ => new(),
    };

    /// <summary>A vendor's whole answer.</summary>
    public static string Body(string vendor) => Read($"{vendor}.json");

    /// <summary>A vendor's stream.</summary>
    public static string Stream(string vendor) => Read($"{vendor}.sse");

    private static string Read(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Gateway", "Presets", "Samples", file)).ReplaceLineEndings("\n");
}
