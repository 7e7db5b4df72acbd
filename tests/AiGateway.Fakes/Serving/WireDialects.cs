using AiGateway.Fakes.Anthropic;
using AiGateway.Fakes.Gemini;
using AiGateway.Fakes.Mistral;
using AiGateway.Fakes.OpenAI;

namespace AiGateway.Fakes.Serving;

/// <summary>The wire format of each dialect.</summary>
internal static class WireDialects
{
    public static WireDialect Create(ProviderState state) => state.Dialect switch
    {
        Dialect.OpenAI => new OpenAIDialect(state),
        Dialect.Anthropic => new AnthropicDialect(state),
        Dialect.Gemini => new GeminiDialect(state),
        Dialect.Mistral => new MistralDialect(state),
        _ => throw new ArgumentOutOfRangeException(nameof(state), state.Dialect, "No such dialect."),
    };
}
