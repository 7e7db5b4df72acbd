using System.Text.Json;
using AiGateway.Exchanges;
using AiGateway.Failover;
using AiGateway.Health;
using AiGateway.Models;
using AiGateway.Routing;

namespace AiGateway.Explaining;

/// <summary>Explains one target of a request: what becomes of it and why, and what it would cost there.</summary>
internal sealed class TargetExplainer(TargetFactsIndex facts, TargetReadiness readiness, TargetStats stats)
{
    private const decimal MicroDollars = 1_000_000m;

    /// <summary>A target that has its turn.</summary>
    public ExplainedTarget Asked(Attempt attempt, ExplainedTranslation translation, int turn, double chance, int others, bool healthKnown)
    {
        var reasons = new List<string> { TargetReasons.ForChance(attempt.Pool, attempt.Deployment!, chance, others, healthKnown) };
        if (Judge(attempt) is { IsFit: false } unfit)
        {
            reasons.Add($"It {unfit.Reason}, but so it is with the others.");
        }

        return Row(attempt, TargetState.Candidate, translation, reasons) with { Turn = turn, Chance = Math.Round(chance, 4) };
    }

    /// <summary>A target whose turn passes without a call.</summary>
    public ExplainedTarget Untranslatable(Attempt attempt, ExplainedTranslation translation, int turn) =>
        Row(attempt, TargetState.Untranslatable, translation, [translation.Refusal!.Message]) with { Turn = turn };

    /// <summary>A target that has no turn.</summary>
    /// <param name="attempt">An attempt at it.</param>
    /// <param name="translation">How the request would go out; null where the target is not eligible.</param>
    public ExplainedTarget NotAsked(Attempt attempt, ExplainedTranslation? translation)
    {
        if (attempt.Deployment!.Target.When is { } condition && !Eligibility.Holds(attempt.Exchange, condition))
        {
            return Row(attempt, TargetState.Excluded, null, [TargetReasons.ForExcluded(condition, attempt.Exchange)]);
        }

        if (translation is null)
        {
            var fitness = Judge(attempt);
            return Row(attempt, TargetState.Unfit, null, fitness.IsFit ? [] : [$"It {fitness.Reason}."]);
        }

        return RestsFor(attempt) is not null
            ? Row(attempt, TargetState.Resting, translation, ["It rests after failures, or its provider's keys do."])
            : Row(attempt, TargetState.Reserve, translation, [TargetReasons.ForReserve(attempt.Deployment.Role)]);
    }

    private ExplainedTarget Row(Attempt attempt, TargetState state, ExplainedTranslation? translation, IReadOnlyList<string> reasons)
    {
        var deployment = attempt.Deployment!;
        var known = FactsOf(attempt);
        return new ExplainedTarget
        {
            Provider = deployment.ProviderName,
            Type = attempt.Exchange.Config.Options.Providers[deployment.ProviderName].Type.ToString(),
            Model = attempt.UpstreamModel,
            Role = JsonNamingPolicy.CamelCase.ConvertName(deployment.Role.ToString()),
            State = state,
            Reasons = reasons,
            Tier = deployment.Target.Tier,
            Weight = deployment.Target.Weight,
            Canary = deployment.Target.Canary,
            Translation = translation,
            ContextTokens = known.ContextTokens,
            EstimatedUsd = Cost(attempt, known),
            RestsSeconds = RestsFor(attempt)?.TotalSeconds,
        };
    }

    private decimal? Cost(Attempt attempt, TargetFacts known)
    {
        try
        {
            return CostEstimate.For(known, new RequestTraits(attempt.Exchange), stats.TypicalOutput(attempt.Deployment!.ProviderName, attempt.UpstreamModel)) / MicroDollars;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private Fitness Judge(Attempt attempt) => Fitness.Of(FactsOf(attempt), new RequestTraits(attempt.Exchange));

    private TargetFacts FactsOf(Attempt attempt) => facts.Find(attempt.Exchange, attempt.Deployment!, attempt.UpstreamModel);

    private TimeSpan? RestsFor(Attempt attempt) => readiness.RestsFor(attempt.Exchange, attempt.Deployment!, attempt.UpstreamModel);
}
