namespace AiGateway.Fakes.Serving;

/// <summary>The models each fake serves from the start.</summary>
internal static class KnownModels
{
    public static IReadOnlyList<string> Of(Dialect dialect) => dialect switch
    {
        Dialect.OpenAI =>
        [
            "gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-4.1-mini", "gpt-5", "gpt-5-mini", "gpt-5.1", "o3", "o3-mini", "o4-mini",
            "text-embedding-3-small", "text-embedding-3-large", "text-embedding-ada-002",
        ],
        Dialect.Anthropic =>
        [
            "claude-opus-5-5", "claude-sonnet-5", "claude-opus-4-7", "claude-opus-4-6", "claude-sonnet-4-6", "claude-opus-4-5", "claude-sonnet-4-5", "claude-haiku-4-5",
            "claude-sonnet-4-5-20250929", "claude-haiku-4-5-20251001",
        ],
        Dialect.Gemini =>
        [
            "gemini-3-pro-preview", "gemini-3-flash-preview", "gemini-2.5-pro", "gemini-2.5-flash", "gemini-2.5-flash-lite",
            "gemini-2.0-flash", "gemini-embedding-001", "text-embedding-004",
        ],
        _ =>
        [
            "mistral-large-latest", "mistral-medium-latest", "mistral-small-latest", "ministral-8b-latest", "magistral-medium-latest",
            "magistral-small-latest", "codestral-latest", "pixtral-large-latest", "mistral-embed", "codestral-embed",
        ],
    };
}
