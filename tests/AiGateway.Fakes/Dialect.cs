namespace AiGateway.Fakes;

/// <summary>Which provider's wire format a fake speaks.</summary>
public enum Dialect
{
    OpenAI,
    Anthropic,
    Gemini,
    Mistral,
}
