using AiGateway.Admin.Answers;
using AiGateway.Configuration;
using AiGateway.Health;
using AiGateway.Providers;

namespace AiGateway.Admin;

/// <summary>What this replica knows of how providers, keys and targets are, in the words of the API.</summary>
internal sealed class HealthView(CooldownTable cooldowns, TargetHealth targets, TargetStats stats)
{
    /// <summary>Something that rests.</summary>
    public static RestAnswer Of(HealthKey key, TimeSpan left) => new(key.Provider, Or(key.Model), Or(key.Key), ReasonOf(key), Math.Round(left.TotalSeconds, 3));

    /// <summary>A provider.</summary>
    public ProviderAnswer Of(ProviderOptions provider, GatewayConfig config)
    {
        var resting = cooldowns.Resting.Where(rest => string.Equals(rest.Key.Provider, provider.Name, StringComparison.OrdinalIgnoreCase)).ToArray();
        var whole = resting.FirstOrDefault(static rest => rest.Key is { Model: "", Key: "" });
        return new ProviderAnswer(
            provider.Name,
            provider.Type.ToString(),
            provider.Preset,
            config.Providers[provider.Name].BaseUrl.AbsoluteUri,
            provider.AllowPrivateNetwork,
            provider.HealthCheck?.TotalSeconds,
            [.. provider.Headers.Keys.Order(StringComparer.OrdinalIgnoreCase)],
            [.. provider.ApiKeys.Select(key => KeyOf(provider.Name, key, resting))],
            whole.Left > TimeSpan.Zero ? Of(whole.Key, whole.Left) : null);
    }

    /// <summary>The model that answers to a name; null where none does.</summary>
    public ModelAnswer? Of(string name, GatewayConfig config) => config.Models.Find(name) is { } pool
        ? new ModelAnswer(pool.Options.Name, !pool.IsExact, pool.Options.Strategy.ToString(), [.. pool.Deployments.Select(deployment => TargetOf(deployment, pool, name))])
        : null;

    private static ProviderKeyAnswer KeyOf(string provider, ApiKeyOptions key, (HealthKey Key, TimeSpan Left)[] resting)
    {
        var id = Credential.Of(provider, key.Value).Id;
        return new ProviderKeyAnswer(id, key.Weight, [.. resting.Where(rest => rest.Key.Key == id).Select(static rest => Of(rest.Key, rest.Left))]);
    }

    private TargetAnswer TargetOf(Deployment deployment, Pool pool, string name)
    {
        var provider = deployment.ProviderName;
        var model = name == pool.Options.Name ? deployment.Target.UpstreamModel : pool.UpstreamModel(deployment, name);
        return new TargetAnswer(
            deployment.Id,
            provider,
            model,
            deployment.Role.ToString(),
            deployment.Target.Tier,
            deployment.Target.Weight,
            targets.RestsFor(provider, model)?.TotalSeconds,
            stats.TypicalFirstToken(provider, model)?.TotalSeconds,
            stats.TypicalAnswer(provider, model)?.TotalSeconds,
            stats.UnderWay(provider, model));
    }

    private static RestReason ReasonOf(HealthKey key) => key switch
    {
        { Model: "", Key: "" } => RestReason.Unreachable,
        { Key: "" } => RestReason.Failing,
        { Model: "" } => RestReason.Refused,
        _ => RestReason.Limited,
    };

    private static string? Or(string text) => text.Length == 0 ? null : text;
}
