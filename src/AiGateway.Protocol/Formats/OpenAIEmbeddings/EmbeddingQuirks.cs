namespace AiGateway.Protocol.Formats.OpenAIEmbeddings;

/// <summary>In what a provider of OpenAI's embeddings dialect differs; the defaults are OpenAI's own ways.</summary>
public sealed record EmbeddingQuirks
{
    /// <summary>OpenAI itself, and Azure.</summary>
    public static EmbeddingQuirks OpenAI { get; } = new();

    /// <summary>Mistral, by its published schema (client-python, 2026-06).</summary>
    public static EmbeddingQuirks Mistral { get; } = new()
    {
        DimensionsField = "output_dimension",
        TakesUser = false,
        TakesTokens = false,
        Extensions = ["metadata", "output_dtype"],
    };

    /// <summary>Others that speak the dialect: nothing is sent that only OpenAI is known to take.</summary>
    public static EmbeddingQuirks Compatible { get; } = new() { TakesUser = false, TakesTokens = false, TakesBase64 = false };

    /// <summary>The field that asks for the vectors' length; null where there is none.</summary>
    /// <value>Defaults to <c>dimensions</c>.</value>
    public string? DimensionsField { get; init; } = "dimensions";

    /// <summary>Whether <c>user</c> is taken.</summary>
    /// <value>Defaults to true.</value>
    public bool TakesUser { get; init; } = true;

    /// <summary>Whether inputs may be tokens.</summary>
    /// <value>Defaults to true.</value>
    public bool TakesTokens { get; init; } = true;

    /// <summary>Whether <c>encoding_format</c> may be <c>base64</c>; where it may not, the gateway encodes.</summary>
    /// <value>Defaults to true.</value>
    public bool TakesBase64 { get; init; } = true;

    /// <summary>How many inputs one call takes.</summary>
    /// <value>Defaults to 2048.</value>
    public int MaxInputs { get; init; } = 2048;

    /// <summary>The further fields that are sent on where the caller gave them; null for all.</summary>
    /// <value>Defaults to null.</value>
    public IReadOnlyList<string>? Extensions { get; init; }
}
