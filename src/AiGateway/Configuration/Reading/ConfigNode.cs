namespace AiGateway.Configuration.Reading;

/// <summary>One key of the merged configuration, which remembers the sources it comes from.</summary>
/// <remarks>
/// <see cref="IConfigurationSection"/> shows only the merged outcome. That a short form in one source hides under a long form in another,
/// or that an array was put together from two files, can be seen only source by source.
/// </remarks>
internal sealed class ConfigNode
{
    private ConfigNode(string path, string key)
    {
        Path = path;
        Key = key;
    }

    /// <summary>The full path, such as <c>Gateway:Models:fast</c>; empty for the root.</summary>
    public string Path { get; }

    /// <summary>The last part of the path, spelt as the first source that has it spells it.</summary>
    public string Key { get; }

    /// <summary>The value of the last source that has one; <see langword="null"/> for JSON's null, <c>{}</c>, or no value at all.</summary>
    public string? Value { get; private init; }

    /// <summary>The keys below, in .NET's order: numbers first, then by name.</summary>
    public IReadOnlyList<ConfigNode> Children { get; private init; } = [];

    /// <summary>The sources that give a value that is not empty.</summary>
    public IReadOnlyList<string> ValueSources { get; private init; } = [];

    /// <summary>The sources that have keys below this one.</summary>
    public IReadOnlyList<string> ChildSources { get; private init; } = [];

    /// <summary>Whether a source gives an explicit null or <c>{}</c> here.</summary>
    public bool HasNull { get; private init; }

    /// <summary>Whether the node holds neither a value nor anything below.</summary>
    public bool IsEmpty => string.IsNullOrEmpty(Value) && Children.Count == 0;

    /// <summary>The child of that name (case-insensitive), or <see langword="null"/>.</summary>
    public ConfigNode? this[string key]
    {
        get
        {
            foreach (var child in Children)
            {
                if (string.Equals(child.Key, key, StringComparison.OrdinalIgnoreCase))
                {
                    return child;
                }
            }

            return null;
        }
    }

    /// <summary>Reads everything the providers hold, later ones over earlier ones.</summary>
    public static ConfigNode Read(IReadOnlyList<IConfigurationProvider> providers) => Read(providers, path: null, key: "");

    /// <summary>An empty node, for a section that is not there.</summary>
    public static ConfigNode Missing(string path) => new(path, ConfigurationPath.GetSectionKey(path) ?? "");

    /// <summary>All values at and below this node by full path, as an in-memory configuration takes them.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Flatten()
    {
        if (Path.Length > 0 && (Value is not null || Children.Count == 0))
        {
            yield return new(Path, Value);
        }

        foreach (var child in Children)
        {
            foreach (var pair in child.Flatten())
            {
                yield return pair;
            }
        }
    }

    private static ConfigNode Read(IReadOnlyList<IConfigurationProvider> providers, string? path, string key)
    {
        string? value = null;
        var hasNull = false;
        var valueSources = new List<string>();
        var childSources = new List<string>();
        // A child is asked for only in the sources that named it: with many sources and models that is most of the work saved.
        var children = new SortedList<string, (string Key, List<IConfigurationProvider> Owners)>(KeyOrder.Instance);
        foreach (var provider in providers)
        {
            if (path is not null && provider.TryGet(path, out var own))
            {
                value = own;
                hasNull |= own is null;
                if (!string.IsNullOrEmpty(own))
                {
                    valueSources.Add(SourceNames.Of(provider));
                }
            }

            var any = false;
            foreach (var childKey in provider.GetChildKeys([], path))
            {
                any = true;
                if (!children.TryGetValue(childKey, out var known))
                {
                    known = (childKey, []);
                    children.Add(childKey, known);
                }

                if (known.Owners.Count == 0 || !ReferenceEquals(known.Owners[^1], provider))
                {
                    known.Owners.Add(provider);
                }
            }

            if (any)
            {
                childSources.Add(SourceNames.Of(provider));
            }
        }

        return new ConfigNode(path ?? "", key)
        {
            Value = value,
            HasNull = hasNull,
            ValueSources = valueSources,
            ChildSources = childSources,
            Children = [.. children.Values.Select(c => Read(c.Owners, path is null ? c.Key : ConfigurationPath.Combine(path, c.Key), c.Key))],
        };
    }

    private sealed class KeyOrder : IComparer<string>
    {
        public static readonly KeyOrder Instance = new();

        public int Compare(string? x, string? y)
        {
            var byDotNet = ConfigurationKeyComparer.Instance.Compare(x, y);
            return byDotNet != 0 ? byDotNet : string.Compare(x, y, StringComparison.OrdinalIgnoreCase);
        }
    }
}
