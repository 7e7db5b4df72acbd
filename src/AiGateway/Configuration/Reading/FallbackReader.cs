namespace AiGateway.Configuration.Reading;

/// <summary>Reads the targets that are asked only after a failure of a certain kind.</summary>
internal sealed class FallbackReader(TargetReader targets, ProblemList problems)
{
    /// <summary>Reads the object <c>Fallbacks</c> of a model with these targets of its own.</summary>
    public FallbackOptions Read(ObjectReader reader, ModelPattern pattern, IReadOnlyList<TargetOptions> pool)
    {
        var fallbacks = new FallbackOptions
        {
            TooLong = List(nameof(FallbackOptions.TooLong)),
            Policy = List(nameof(FallbackOptions.Policy)),
            Any = List(nameof(FallbackOptions.Any)),
        };
        reader.RefuseUnknown();

        // A target of the pool with a condition is closed to some requests, and may be their fallback.
        TargetOptions[] open = [.. pool.Where(t => t.When is null)];
        Refuse(fallbacks.TooLong, open, "It is one of the model's Targets, which are asked after a prompt was too long in any case, where their context is larger.");
        Refuse(fallbacks.Any, open, "It is one of the model's Targets, which are all asked before this list.");

        // A refusal by policy is handed back, and the other targets are not asked: to name one of them here is how to have that. The only one is the one that refused.
        Refuse(fallbacks.Policy, pool.Count == 1 ? open : [], "It is the model's only target, so it is the one that has refused.");
        return fallbacks;

        IReadOnlyList<TargetOptions> List(string field) => targets.Read(reader.List(field), pattern, TargetRole.Fallback);
    }

    private void Refuse(IReadOnlyList<TargetOptions> list, TargetOptions[] pool, string why)
    {
        foreach (var target in list.Where(t => pool.Any(own => TargetReader.IsSameDeployment(own, t))))
        {
            problems.Add(targets.Places[target].Entry, $"`{target.Provider}/{target.UpstreamModel}` would never be asked here. {why}");
        }
    }
}
