using System.Text.Json;
using AiGateway.Exchanges;
using AiGateway.Protocol;
using AiGateway.Protocol.Chat;
using AiGateway.Providers;
using AiGateway.Upstream;

namespace AiGateway.Explaining;

/// <summary>Says how a request would go out to a target, by writing it as if it did.</summary>
internal static class Translation
{
    /// <summary>Writes the request for a target and looks at what came of it.</summary>
    /// <param name="attempt">The attempt, whose target and model are set.</param>
    /// <param name="entry">The target's provider.</param>
    /// <param name="showBody">Whether to hand back what would go out.</param>
    public static ExplainedTranslation Explain(Attempt attempt, ProviderEntry entry, bool showBody)
    {
        var exchange = attempt.Exchange;
        UpstreamCall call;
        try
        {
            call = UpstreamCallFactory.Create(exchange, attempt, entry);
        }
        catch (WireFormatException exception)
        {
            return new ExplainedTranslation { Kind = "impossible", Refusal = ExplainedError.Of(exception.Error) };
        }

        if (attempt.Pool.Options.Strict && call.Dropped.Count > 0)
        {
            return new ExplainedTranslation { Kind = "impossible", Dropped = call.Dropped, Refusal = ExplainedError.Of(GatewayErrors.NotTranslatable(call.Dropped)) };
        }

        return new ExplainedTranslation
        {
            Kind = KindOf(call, exchange, attempt.UpstreamModel),
            Format = exchange.Surface.Operation == Operation.Chat ? entry.Provider.Chat!.Format.Name : entry.Provider.Embeddings!.Format.Name,
            Dropped = call.Dropped,
            Body = showBody ? JsonElement.Parse((call.Body ?? exchange.Body.Bytes).Span) : null,
        };
    }

    private static string KindOf(UpstreamCall call, Exchange exchange, string model)
    {
        if (call.Body is null)
        {
            return "unchanged";
        }

        return call.Body.AsSpan().SequenceEqual(UpstreamCallFactory.SpliceModel(exchange, model)) ? "renamed" : "written";
    }
}
