using AiGateway.Admin.Answers;
using AiGateway.Configuration;
using AiGateway.Storage;

namespace AiGateway.Admin;

/// <summary>Keys and teams of the configuration: this API lists them and cannot change them.</summary>
internal static class ConfiguredThings
{
    /// <summary>The keys that a filter lets through, by id.</summary>
    public static IEnumerable<KeyAnswer> Keys(GatewayConfig config, KeyFilter filter) => config.Options.VirtualKeys.Values
        .Select(Of)
        .Where(key => (filter.Team is null || string.Equals(filter.Team, key.Team, StringComparison.OrdinalIgnoreCase))
            && (filter.User is null || filter.User == key.User)
            && (filter.Tag is null || key.Tags.Contains(filter.Tag, StringComparer.Ordinal))
            && (filter.Enabled ?? key.Enabled) == key.Enabled
            && filter.Revoked != true
            && Contains(filter.Search, key.Id, key.Name))
        .OrderBy(static key => key.Id, StringComparer.OrdinalIgnoreCase);

    /// <summary>The teams that a filter lets through, by id.</summary>
    public static IEnumerable<TeamAnswer> Teams(GatewayConfig config, TeamFilter filter) => config.Options.Teams.Values
        .Select(Of)
        .Where(team => (filter.Enabled ?? team.Enabled) == team.Enabled && Contains(filter.Search, team.Id, team.Name))
        .OrderBy(static team => team.Id, StringComparer.OrdinalIgnoreCase);

    /// <summary>A key; null where the configuration has none of this id.</summary>
    public static KeyAnswer? Key(GatewayConfig config, string id) => config.Options.VirtualKeys.TryGetValue(id, out var key) ? Of(key) : null;

    /// <summary>A team; null where the configuration has none of this id.</summary>
    public static TeamAnswer? Team(GatewayConfig config, string id) => config.Options.Teams.TryGetValue(id, out var team) ? Of(team) : null;

    /// <summary>Refuses to write a key of the configuration.</summary>
    /// <exception cref="AdminProblemException">It is one.</exception>
    public static void RefuseKey(GatewayConfig config, string id) => Refuse(config.Options.VirtualKeys.ContainsKey(id), $"Gateway:VirtualKeys:{id}");

    /// <summary>Refuses to write a team of the configuration.</summary>
    /// <exception cref="AdminProblemException">It is one.</exception>
    public static void RefuseTeam(GatewayConfig config, string id) => Refuse(config.Options.Teams.ContainsKey(id), $"Gateway:Teams:{id}");

    private static void Refuse(bool isConfigured, string path)
    {
        if (isConfigured)
        {
            throw new AdminProblemException(ProblemKind.Configured, $"{path} in the configuration defines it. Change it there.");
        }
    }

    private static bool Contains(string? search, string id, string name) =>
        search is null || id.Contains(search, StringComparison.OrdinalIgnoreCase) || name.Contains(search, StringComparison.OrdinalIgnoreCase);

    private static KeyAnswer Of(VirtualKeyOptions key) => new(
        key.Id, key.Name ?? key.Id, key.Team, key.User, key.Tags, key.Models, key.Surfaces, key.Networks, key.Expires, key.Enabled, null, null, null, null, null, Source.Configuration);

    private static TeamAnswer Of(TeamOptions team) => new(team.Id, team.Id, team.Models, team.Tags, team.Enabled, null, null, null, Source.Configuration);
}
