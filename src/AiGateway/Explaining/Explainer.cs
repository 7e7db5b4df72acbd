using AiGateway.Authentication;
using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Protocol.Chat;
using AiGateway.Routing;

namespace AiGateway.Explaining;

/// <summary>
/// Answers what the gateway would do with a request, without sending anything: who calls and what they may use, which targets would be
/// asked in what order, what each would not get of the request, and what it would cost.
/// </summary>
/// <remarks>
/// The stages' own code decides; nothing of it is written a second time but the chances of a draw. In a running gateway it knows which
/// targets rest; on the command line nothing rests, since nothing was tried.
/// </remarks>
internal sealed class Explainer(SnapshotStore<GatewayConfig> store, KeyDirectory keys, SurfaceTable surfaces, ModelExplainer models, TimeProvider time)
{
    /// <summary>Stands for a caller of whom nothing is known but that it may call.</summary>
    private static readonly Caller Anybody = new("", static _ => true);

    private readonly ExchangeMaker _maker = new(time);

    /// <summary>Explains a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="healthKnown">Whether this process serves, so that what it knows of its targets counts.</param>
    /// <param name="token">Ends the work.</param>
    public async ValueTask<ExplainAnswer> ExplainAsync(ExplainRequest request, bool healthKnown, CancellationToken token)
    {
        var config = store.Current;
        var answer = new ExplainAnswer { Served = false, ConfigVersion = store.Version, HealthKnown = healthKnown, Surface = request.Surface, Model = request.Model };
        if (surfaces.All.FirstOrDefault(surface => surface.Id == request.Surface) is not { } surface)
        {
            return answer with { Refusal = ExplainedError.Of(NoSuchSurface(request.Surface)) };
        }

        var (caller, refused) = await FindCallerAsync(request, token);
        answer = answer with { Caller = request.Key is null || caller is null ? null : Describe(caller, config), Notes = [.. Notes(request, healthKnown)] };
        if (caller is null || refused is not null)
        {
            return answer with { Refusal = ExplainedError.Of(refused ?? GatewayErrors.InvalidKey) };
        }

        if (!caller.MayUseSurface(surface.Id))
        {
            return answer with { Refusal = ExplainedError.Of(GatewayErrors.SurfaceForbidden(surface.Id)) };
        }

        var (exchange, refusal) = await _maker.MakeAsync(request, surface, caller, config, token);
        await using (exchange.Gate)
        using (exchange)
        {
            return refusal is null ? Route(answer, exchange, request.ShowBodies) : answer with { Refusal = ExplainedError.Of(refusal) };
        }
    }

    private async ValueTask<(Caller? Caller, GatewayError? Refusal)> FindCallerAsync(ExplainRequest request, CancellationToken token)
    {
        if (request.Key is null)
        {
            // Requests of one caller begin alike and those of another do not, so it matters who nobody is.
            return (keys.Presence == KeyPresence.None ? Caller.Loopback : Anybody, null);
        }

        var (verdict, caller) = await keys.ExplainAsync(request.Key, request.From, token);
        return (caller, VirtualKeyHandler.RefusalOf(verdict.Outcome));
    }

    private ExplainAnswer Route(ExplainAnswer answer, Exchange exchange, bool showBodies)
    {
        answer = answer with { Model = exchange.ModelAsked, Stream = exchange.Stream, Traits = Describe(new RequestTraits(exchange)) };
        if (ModelRoutingMiddleware.Check(exchange, exchange.ModelAsked) is { } refusal)
        {
            return answer with { Refusal = ExplainedError.Of(refusal) };
        }

        var pool = exchange.Config.Models.Find(exchange.ModelAsked)!;
        if (exchange.FallbacksAsked.Count > 0 && ModelRoutingMiddleware.CheckFallbacks(exchange, pool) is { } forbidden)
        {
            return answer with { Refusal = ExplainedError.Of(forbidden) };
        }

        exchange.RouteTo(pool, exchange.ModelAsked);
        exchange.StartTotal(exchange.TimeoutAsked is { } asked && asked < pool.Options.Timeouts.Total ? asked : pool.Options.Timeouts.Total);
        var explained = new List<ExplainedModel> { models.Explain(exchange, showBodies, answer.HealthKnown) };
        foreach (var name in exchange.FallbacksAsked)
        {
            exchange.RouteTo(exchange.Config.Models.Find(name)!, name);
            explained.Add(models.Explain(exchange, showBodies, answer.HealthKnown));
        }

        var serving = explained.Find(static model => model.Refusal is null);
        return answer with { Served = serving is not null, Refusal = serving is null ? explained[0].Refusal : null, First = First(serving), Models = explained };
    }

    /// <summary>The target that is asked first, where no draw decides and no wait changes it.</summary>
    private static string? First(ExplainedModel? model) =>
        model?.Targets.FirstOrDefault(static target => target.State == TargetState.Candidate) is { Chance: >= 1 } first ? $"{first.Provider}/{first.Model}" : null;

    private IEnumerable<string> Notes(ExplainRequest request, bool healthKnown)
    {
        if (request.Key is null)
        {
            yield return keys.Presence == KeyPresence.None
                ? "There is no key: callers on the gateway's own machine are served without one, all others get 401."
                : "No key is named: what is said holds for one that may use everything. Without a key the answer is 401.";
        }
        else if (request.From is null)
        {
            yield return "Where the key may be used from is not looked at.";
        }

        if (!healthKnown)
        {
            yield return "Which targets rest, how busy and how quick they are is known to a running gateway alone: here all count as well.";
        }
    }

    private GatewayError NoSuchSurface(string surface) =>
        GatewayError.InvalidRequest($"There is no surface '{surface}'; there are {string.Join(", ", surfaces.All.Select(static s => s.Id))}.", "surface", "invalid_value");

    private ExplainedCaller Describe(Caller caller, GatewayConfig config) => new(
        caller.KeyId,
        caller.KeyName,
        caller.Team,
        caller.User,
        caller.Tags,
        [.. config.Models.Names.Concat(config.DirectNames).Where(caller.MayUse).Distinct(StringComparer.Ordinal)],
        [.. surfaces.All.Select(static s => s.Id).Where(caller.MayUseSurface)]);

    private static ExplainedTraits? Describe(RequestTraits traits) =>
        traits.IsKnown ? new ExplainedTraits(traits.PromptTokens, traits.MaxOutput, traits.Answers, [.. Enum.GetValues<Capability>().Where(traits.Uses.Contains).Select(static c => c.ToString())]) : null;
}
