namespace AiGateway.Configuration.Reading;

/// <summary>Every name that can be asked for, to hold lists of allowed names against: a misspelt one would lock somebody out without a word.</summary>
internal sealed class KnownModels
{
    private readonly IReadOnlyList<ModelPattern> _models;
    private readonly List<ModelPattern> _known;
    private readonly ProblemList _problems;

    /// <summary>Takes over what there is.</summary>
    /// <param name="models">Every configured name and pattern.</param>
    /// <param name="directProviders">The providers that may be asked directly.</param>
    /// <param name="problems">Where to report.</param>
    public KnownModels(IReadOnlyList<ModelPattern> models, IReadOnlyCollection<string> directProviders, ProblemList problems)
    {
        _models = models;
        _known = [.. models, .. directProviders.Where(p => Names.ProblemOfEntry(p) is null).Select(p => new ModelPattern($"{p}/*"))];
        _problems = problems;
    }

    /// <summary>Reports the names of a list that nothing answers to.</summary>
    /// <param name="path">Where the list stands.</param>
    /// <param name="names">Its names and patterns.</param>
    public void Check(string path, IReadOnlyList<string> names)
    {
        foreach (var name in names.Where(name => !_known.Any(new ModelPattern(name).Overlaps)))
        {
            _problems.Add(path, $"No model is called `{name}`, so this allows nothing. {Suggestions.Sentence(name, [.. _models.Select(m => m.Text)], "Models")}");
        }
    }
}
