using AiGateway.Configuration;
using AiGateway.Storage;

namespace AiGateway.Management;

/// <summary>Finds teams where they may be: in the configuration, which comes first, or in the store.</summary>
internal sealed class TeamLookup(SnapshotStore<GatewayConfig> config)
{
    /// <summary>The team's id as it is written where it is defined, and the models its keys may ask for; null for none.</summary>
    public async Task<(string Id, IReadOnlyList<string> Models)?> FindAsync(StoreSession session, string id)
    {
        if (InConfiguration(id) is { } configured)
        {
            return (configured.Id, configured.Models);
        }

        return FieldRules.IsId(id) && await session.Teams.FindAsync(id) is { } stored ? (stored.Id, stored.Models) : null;
    }

    /// <summary>The team of the configuration with that id, in any case; null for none.</summary>
    public TeamOptions? InConfiguration(string id) => config.Current.Options.Teams.GetValueOrDefault(id);
}
