using AiGateway.Configuration;
using AiGateway.Exchanges;

namespace AiGateway.Explaining;

/// <summary>Finds a caller by the id of its key, without the key itself.</summary>
internal static class CallerFinder
{
    /// <summary>Stands for a caller that nothing is known of but that it may call.</summary>
    public static Caller Anybody { get; } = new("", static _ => true);

    /// <summary>The caller that a key's id stands for; null where there is no such key.</summary>
    public static Caller? Find(GatewayConfig config, string keyId) =>
        config.Options.VirtualKeys.TryGetValue(keyId, out var key) ? new Caller(key.Id, MayUse(key.Models)) : null;

    private static Func<string, bool> MayUse(IReadOnlyList<string> models) =>
        models.Count == 0 ? static _ => true : name => models.Any(model => new ModelPattern(model).Matches(name));
}
