namespace AiGateway.Configuration;

/// <summary>Finds the pool of a model's name: exact, then the pattern with the longest prefix, then <c>provider/model</c>.</summary>
internal sealed class ModelIndex
{
    private readonly Dictionary<string, Pool> _exact = new(StringComparer.Ordinal);
    private readonly (ModelPattern Pattern, Pool Pool)[] _patterns;
    private readonly Dictionary<string, Pool> _direct;

    /// <summary>Makes the index.</summary>
    /// <param name="pools">The configured names and patterns.</param>
    /// <param name="direct">A pool for each provider's direct models, by the provider's name; empty where they are not allowed.</param>
    public ModelIndex(IEnumerable<Pool> pools, IReadOnlyDictionary<string, Pool> direct)
    {
        var patterns = new List<(ModelPattern Pattern, Pool Pool)>();
        foreach (var pool in pools)
        {
            var pattern = new ModelPattern(pool.Options.Name);
            if (pattern.IsExact)
            {
                _exact[pattern.Text] = pool;
            }
            else
            {
                patterns.Add((pattern, pool));
            }
        }

        _patterns = [.. patterns.OrderByDescending(static p => p.Pattern.Prefix.Length).ThenByDescending(static p => p.Pattern.Text.Length)];
        _direct = new Dictionary<string, Pool>(direct, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The names that can be listed: those without a pattern.</summary>
    public IEnumerable<string> Names => _exact.Keys.Order(StringComparer.Ordinal);

    /// <summary>Finds the pool of a name, or null.</summary>
    public Pool? Find(string name)
    {
        if (_exact.TryGetValue(name, out var exact))
        {
            return exact;
        }

        foreach (var (pattern, pool) in _patterns)
        {
            if (pattern.Matches(name))
            {
                return pool;
            }
        }

        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < name.Length - 1
            && _direct.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name.AsSpan(0, slash), out var direct) ? direct : null;
    }
}
