using AiGateway.Fakes.Anthropic;
using AiGateway.Fakes.OpenAI;

namespace AiGateway.Fakes.Serving;

/// <summary>The wire format of each dialect.</summary>
internal static class WireDialects
{
    public static WireDialect Create(ProviderState state) => state.Dialect switch
    {
        Dialect.OpenAI => new OpenAIDialect(state),
        Dialect.Anthropic => new AnthropicDialect(state),
        _ => throw new ArgumentOutOfRangeException(nameof(state), state.Dialect, "No such dialect."),
    };
}
