using System.Buffers;

namespace AiGateway.Configuration.Reading;

/// <summary>Checks models against what they refer to: providers, their keys, and callers' keys.</summary>
/// <param name="providers">All providers.</param>
/// <param name="isPriced">Whether the gateway knows a model's price by itself.</param>
/// <param name="places">Where each target stands.</param>
/// <param name="problems">Where to report.</param>
internal sealed class ModelCheck(
    ProviderTable providers,
    Func<ProviderOptions, string, bool> isPriced,
    IReadOnlyDictionary<TargetOptions, TargetPlace> places,
    ProblemList problems)
{
    private const int StoredIdLength = 12;

    private static readonly SearchValues<char> StoredIdCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");

    /// <summary>Reports targets whose provider does not exist.</summary>
    /// <param name="model">The model.</param>
    /// <param name="isModel">Whether there is a model of a name, which may have been meant.</param>
    public void Providers(ModelOptions model, Func<string, bool> isModel)
    {
        foreach (var target in Targets(model).Where(t => !providers.Has(t.Provider)))
        {
            var isAlias = isModel(target.Provider) || isModel($"{target.Provider}/{target.UpstreamModel}");
            problems.Add(
                places[target].Model,
                (isAlias ? "A model name cannot stand for another model name; name the provider here. " : "") + providers.Missing(target.Provider));
        }
    }

    /// <summary>Reports routing that would have no effect for want of keys or prices.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">Where it stands.</param>
    public void Routing(ModelOptions model, string path)
    {
        if (model is { Affinity: true, Targets: [var only] } && providers.Find(only.Provider) is { } provider && provider.ApiKeys.Count + provider.LackingKeys <= 1)
        {
            problems.Add(
                $"{path}:{nameof(ModelOptions.Affinity)}",
                "The model has one target, and its provider at most one key, so all requests go there in any case and this would have no effect.");
        }

        if (model.Strategy != RoutingStrategy.LeastCost)
        {
            return;
        }

        foreach (var target in model.Targets.Where(IsUnpriced))
        {
            problems.Add(
                places[target].Entry,
                $"The price of `{target.Provider}/{target.UpstreamModel}` is not known, so LeastCost could not judge it. Give the target a Price, such as "
                + "{ \"Input\": 0.15, \"Output\": 0.6 } in dollars for a million tokens.");
        }
    }

    /// <summary>Reports conditions that name a caller's key that does not exist.</summary>
    /// <param name="model">The model.</param>
    /// <param name="known">The configuration's keys.</param>
    /// <param name="hasStore">Whether a key may be one of the store's, which have made-up ids of a length of their own.</param>
    public void Keys(ModelOptions model, IReadOnlyCollection<string> known, bool hasStore)
    {
        foreach (var target in Targets(model).Where(t => t.When is not null))
        {
            foreach (var key in target.When!.Keys.Where(k => !known.Contains(k, StringComparer.OrdinalIgnoreCase) && !(hasStore && IsOfStore(k)) && !k.StartsWith("jwt:", StringComparison.Ordinal)))
            {
                problems.Add(
                    $"{places[target].Entry}:{nameof(TargetOptions.When)}:{nameof(TargetCondition.Keys)}",
                    $"There is no virtual key {Quote.Of(key)}. "
                    + (known.Count == 0 ? "None is configured." : Suggestions.Sentence(key, known, "Keys")));
            }
        }
    }

    /// <summary>Reports conditions that name a team that does not exist.</summary>
    public void Teams(ModelOptions model, IReadOnlyCollection<string> known)
    {
        foreach (var target in Targets(model).Where(t => t.When is not null))
        {
            foreach (var team in target.When!.Teams.Where(t => !known.Contains(t, StringComparer.OrdinalIgnoreCase)))
            {
                problems.Add(
                    $"{places[target].Entry}:{nameof(TargetOptions.When)}:{nameof(TargetCondition.Teams)}",
                    $"There is no team {Quote.Of(team)}. "
                    + (known.Count == 0 ? "None is configured." : Suggestions.Sentence(team, known, "Teams")));
            }
        }
    }

    private static bool IsOfStore(string key) => key.Length == StoredIdLength && !key.AsSpan().ContainsAnyExcept(StoredIdCharacters);

    private static IEnumerable<TargetOptions> Targets(ModelOptions model)
    {
        IEnumerable<TargetOptions> all = [.. model.Targets, .. model.Fallbacks.TooLong, .. model.Fallbacks.Policy, .. model.Fallbacks.Any];
        return model.Mirror is null ? all : all.Append(model.Mirror.Target);
    }

    /// <summary>What a <c>*</c> stands for is not known before a request names it, so such a target is judged then.</summary>
    private bool IsUnpriced(TargetOptions target) =>
        target.Price is null
        && !target.UpstreamModel.Contains('*', StringComparison.Ordinal)
        && providers.Find(target.Provider) is { } provider
        && !isPriced(provider, target.UpstreamModel);
}
