using AiGateway.Configuration;

namespace AiGateway.Authentication;

/// <summary>The lists of models that hold for a caller: a name must be on every one of them.</summary>
internal sealed class ModelLimits
{
    private readonly List<(string Owner, ModelPattern[] Patterns)> _lists = [];

    /// <summary>Adds a list; an empty one means all and adds nothing.</summary>
    /// <param name="owner">Whose it is: <c>key</c>, <c>team</c>, <c>user</c> or <c>token</c>.</param>
    /// <param name="models">Names and patterns.</param>
    public void Add(string owner, IReadOnlyList<string> models)
    {
        if (models.Count > 0)
        {
            _lists.Add((owner, [.. models.Select(static model => new ModelPattern(model))]));
        }
    }

    /// <summary>Adds the caller's own list, which is looked at first.</summary>
    public void AddOwn(string owner, IReadOnlyList<ModelPattern> patterns) => _lists.Insert(0, (owner, [.. patterns]));

    /// <summary>Whether all allow a name.</summary>
    public bool Allow(string name) => ForbidderOf(name) is null;

    /// <summary>The owner of the first list that a name is not on; null where it is on all.</summary>
    public string? ForbidderOf(string name)
    {
        foreach (var (owner, patterns) in _lists)
        {
            if (!Array.Exists(patterns, pattern => pattern.Matches(name)))
            {
                return owner;
            }
        }

        return null;
    }
}
