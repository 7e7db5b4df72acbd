using System.Collections.ObjectModel;

namespace AiGateway.Configuration.Reading;

/// <summary>Makes the tables of the options.</summary>
internal static class Tables
{
    /// <summary>An immutable copy that enumerates in the order of its keys, so that equal options look equal.</summary>
    public static ReadOnlyDictionary<string, T> Freeze<T>(Dictionary<string, T> table, StringComparer comparer)
    {
        var sorted = new Dictionary<string, T>(table.Count, comparer);
        foreach (var (key, value) in table.OrderBy(p => p.Key, comparer))
        {
            sorted.Add(key, value);
        }

        return sorted.AsReadOnly();
    }
}
