using System.Globalization;

namespace AiGateway.Configuration.Reading;

/// <summary>Finds options of a model's routing that would have no effect with the targets it has.</summary>
internal sealed class RoutingCheck(IReadOnlyDictionary<TargetOptions, TargetPlace> places, ProblemList problems)
{
    /// <summary>Reports them for a model whose targets are all sound.</summary>
    public void Run(ModelOptions model, ObjectReader reader)
    {
        var tiers = model.Targets.GroupBy(t => t.Tier).ToList();
        foreach (var tier in tiers)
        {
            CheckCanaries([.. tier]);
        }

        if (reader.Has(nameof(ModelOptions.Strategy)) && tiers.All(IsWithoutChoice))
        {
            reader.Error(nameof(ModelOptions.Strategy), "No tier has two targets to pick from, so this would have no effect.");
        }

        if (model.Hedge is not null && model.Targets.Count == 1)
        {
            reader.Error(nameof(ModelOptions.Hedge), "The model has one target, so there is none for a second call.");
        }
    }

    /// <summary>Whether nothing is left to a strategy: canaries are drawn by their own shares.</summary>
    private static bool IsWithoutChoice(IEnumerable<TargetOptions> tier)
    {
        var canaries = tier.Count(t => t.Canary is not null);
        return canaries <= 1 && tier.Count() - canaries <= 1;
    }

    private void CheckCanaries(List<TargetOptions> tier)
    {
        var canaries = tier.Where(t => t.Canary is not null).ToList();
        if (canaries.Count == 0)
        {
            return;
        }

        if (canaries.Count == tier.Count)
        {
            Error(canaries[0], tier.Count == 1
                ? "This is the only target of its tier, so all of the tier's requests come here whatever the share."
                : "Every target of this tier is a canary, and none is left for the other requests. Leave Canary out of one.");
            return;
        }

        // Summed as decimals: 0.7 and 0.3 are one, whatever binary fractions make of them.
        var sum = canaries.Sum(t => (decimal)t.Canary!.Value);
        if (sum >= 1)
        {
            Error(canaries[^1], string.Create(CultureInfo.InvariantCulture, $"The canaries of this tier take {sum} of its requests together, and leave none for its other targets."));
        }
    }

    private void Error(TargetOptions target, string message) => problems.Add($"{places[target].Entry}:{nameof(TargetOptions.Canary)}", message);
}
