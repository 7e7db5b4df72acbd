using AiGateway.Configuration;

namespace AiGateway.Health;

/// <summary>
/// Which targets rest: a provider as a whole that cannot be reached, or one of its models that fails. A call is claimed before it is
/// made and settled once, as soon as its answer is known to be good or bad: until then a trial keeps others off.
/// </summary>
internal sealed class TargetHealth(CooldownTable table)
{
    /// <summary>How long a target may not be asked; null where it may.</summary>
    public TimeSpan? RestsFor(string provider, string model)
    {
        var whole = table.RestsFor(new HealthKey(provider));
        var one = table.RestsFor(new HealthKey(provider, model));
        return whole is null || one > whole ? one : whole;
    }

    /// <summary>Claims the right to ask a target: for provider and model, or for neither.</summary>
    /// <returns>False where one of them rests, or another has its trial.</returns>
    public bool TryClaim(string provider, string model, out TargetClaim claim)
    {
        claim = new TargetClaim(provider, model, false, false);

        // A trial that could not go on would only keep others off for a moment.
        if (RestsFor(provider, model) is not null || !table.TryClaim(claim.ProviderKey, out var providerTrial))
        {
            return false;
        }

        if (!table.TryClaim(claim.ModelKey, out var modelTrial))
        {
            Release(claim with { ProviderTrial = providerTrial });
            return false;
        }

        claim = new TargetClaim(provider, model, providerTrial, modelTrial);
        return true;
    }

    /// <summary>The target gave a sign of life: an answer, or a refusal that was the caller's own fault.</summary>
    /// <returns>Whether a rest ended.</returns>
    public bool Succeeded(in TargetClaim claim)
    {
        var provider = table.Succeeded(claim.ProviderKey, claim.ProviderTrial);
        var model = table.Succeeded(claim.ModelKey, claim.ModelTrial);
        return provider || model;
    }

    /// <summary>The call failed.</summary>
    /// <param name="claim">What was claimed.</param>
    /// <param name="wholeProvider">Whether the provider could not be reached at all; else the failure is the model's, and says nothing of the provider.</param>
    /// <param name="rules">When to rest.</param>
    /// <returns>Whether a rest began.</returns>
    public bool Failed(in TargetClaim claim, bool wholeProvider, CooldownOptions rules)
    {
        if (wholeProvider)
        {
            Release(claim with { ProviderTrial = false });
            return table.Failed(claim.ProviderKey, rules, claim.ProviderTrial);
        }

        Release(claim with { ModelTrial = false });
        return table.Failed(claim.ModelKey, rules, claim.ModelTrial);
    }

    /// <summary>The provider as a whole gave a sign of life on being asked for nothing else.</summary>
    /// <returns>Whether a rest ended, which it does at once.</returns>
    public bool ProviderAnswers(string provider) => table.Close(new HealthKey(provider));

    /// <summary>The provider as a whole gave none.</summary>
    /// <returns>Whether a rest began.</returns>
    public bool ProviderFailed(string provider, CooldownOptions rules) => table.Failed(new HealthKey(provider), rules);

    /// <summary>The call ended without a verdict, because the caller left or another answer was taken: its trials are free again.</summary>
    public void Release(in TargetClaim claim)
    {
        if (claim.ProviderTrial)
        {
            table.ReleaseTrial(claim.ProviderKey);
        }

        if (claim.ModelTrial)
        {
            table.ReleaseTrial(claim.ModelKey);
        }
    }
}
