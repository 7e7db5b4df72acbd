using System.Collections.Frozen;

namespace AiGateway.Models;

/// <summary>The models of one vendor by name.</summary>
internal sealed class VendorModels
{
    private readonly FrozenDictionary<string, ModelFacts> _byName;
    private readonly FrozenDictionary<string, ModelFacts>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly (string Prefix, ModelFacts Facts)[] _prefixes;

    /// <summary>Makes the table.</summary>
    /// <param name="names">Every name and other name; of two alike the first counts. Compared without regard to case.</param>
    /// <param name="prefixes">What the names of models begin with that go on as their owners like.</param>
    public VendorModels(IEnumerable<KeyValuePair<string, ModelFacts>> names, IEnumerable<KeyValuePair<string, ModelFacts>> prefixes)
    {
        _byName = names.DistinctBy(static n => n.Key, StringComparer.OrdinalIgnoreCase).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        _lookup = _byName.GetAlternateLookup<ReadOnlySpan<char>>();
        _prefixes = [.. prefixes.Select(static p => (p.Key, p.Value)).OrderByDescending(static p => p.Key.Length)];
    }

    /// <summary>The same without prices: for a vendor's models at somebody else's.</summary>
    public VendorModels Unpriced()
    {
        var bare = _byName.Values.Distinct().ToDictionary(static facts => facts, static facts => facts with { Price = null });
        return new VendorModels(
            _byName.Select(n => KeyValuePair.Create(n.Key, bare[n.Value])),
            _prefixes.Select(static p => KeyValuePair.Create(p.Prefix, p.Facts with { Price = null })));
    }

    /// <summary>Finds a model by its name, or by that of which it is a dated snapshot; null where it is not known.</summary>
    public ModelFacts? Find(ReadOnlySpan<char> name)
    {
        var candidate = name;
        do
        {
            if (_lookup.TryGetValue(candidate, out var facts))
            {
                return facts;
            }
        }
        while (SnapshotName.TryCut(ref candidate));

        foreach (var (prefix, facts) in _prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return facts;
            }
        }

        return null;
    }
}
