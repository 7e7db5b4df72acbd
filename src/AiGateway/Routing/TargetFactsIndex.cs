using System.Runtime.CompilerServices;
using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Models;

namespace AiGateway.Routing;

/// <summary>What is known of each target, looked up once for as long as its configuration holds.</summary>
internal sealed class TargetFactsIndex(ModelCatalog catalog)
{
    private readonly ConditionalWeakTable<Deployment, Entry> _entries = [];

    /// <summary>What is known of a target.</summary>
    /// <param name="exchange">The request, for its configuration.</param>
    /// <param name="deployment">The target.</param>
    /// <param name="model">The model's name there; a pattern has many, of which one is kept.</param>
    public TargetFacts Find(Exchange exchange, Deployment deployment, string model)
    {
        if (_entries.TryGetValue(deployment, out var entry) && entry.Model == model)
        {
            return entry.Facts;
        }

        var facts = TargetFacts.For(deployment.Target, exchange.Config.Options.Providers[deployment.ProviderName], model, catalog);
        if (entry is null)
        {
            _entries.TryAdd(deployment, new Entry(model, facts));
        }

        return facts;
    }

    private sealed record Entry(string Model, TargetFacts Facts);
}
