namespace AiGateway.Configuration.Reading;

/// <summary>Checks whether a node is a value, an object or a list, and that its sources agree on it.</summary>
internal static class Shapes
{
    /// <summary>Whether the node is a value or an object, but not one in one source and the other in another.</summary>
    public static bool IsSound(ConfigNode node, ProblemList problems)
    {
        if (node.ValueSources.Count == 0 || node.Children.Count == 0)
        {
            return true;
        }

        var message = $"This is given as a single value (in {Join(node.ValueSources)}) and as an object (in {Join(node.ChildSources)}); "
            + "one of the two would be lost without a word. Keep one form.";
        if (node.ValueSources.Any(node.ChildSources.Contains))
        {
            message += $" If `:` is part of a name here, it splits the key: write a plain key and give the name inside, as in \"Name\": \"{node.Key}:{node.Children[0].Key}\".";
        }

        problems.Add(node.Path, message);
        return false;
    }

    /// <summary>Whether the node is an object (an empty one included), and not a value.</summary>
    public static bool IsObject(ConfigNode node, ProblemList problems)
    {
        if (string.IsNullOrEmpty(node.Value))
        {
            return true;
        }

        problems.Add(node.Path, "An object { … } is expected here, not a single value.");
        return false;
    }

    /// <summary>The sound entries of an object of named entries.</summary>
    public static IReadOnlyList<ConfigNode> Entries(ConfigNode node, ProblemList problems)
    {
        var sound = new List<ConfigNode>(node.Children.Count);
        foreach (var child in node.Children)
        {
            if (child.HasNull && !child.IsEmpty)
            {
                problems.Add(child.Path, "One source says null or {} and another gives it content. Null does not take an entry away: remove one of the two.");
            }
            else if (IsSound(child, problems))
            {
                sound.Add(child);
            }
        }

        return sound;
    }

    /// <summary>The sound entries of an array or of an object of named entries.</summary>
    public static IReadOnlyList<ConfigNode> ListEntries(ConfigNode node, ProblemList problems)
    {
        if (!string.IsNullOrEmpty(node.Value))
        {
            problems.Add(node.Path, "A list [ … ] is expected here, not a single value: put it in brackets.");
            return [];
        }

        var indexed = node.Children.Count(c => c.Key.All(char.IsAsciiDigit));
        if (indexed > 0 && indexed < node.Children.Count)
        {
            problems.Add(node.Path, $"This is partly an array and partly an object of named entries (from {Join(node.ChildSources)}). Name all entries, or none.");
            return [];
        }

        if (indexed > 0 && node.ChildSources.Count > 1)
        {
            problems.Add(
                node.Path,
                $"This array comes together from {Join(node.ChildSources)} by index, so that entries overwrite one another. "
                + $"Use an object of named entries, which merges by name: \"{node.Key}\": {{ \"first\": …, \"second\": … }}.");
            return [];
        }

        var sound = new List<ConfigNode>(node.Children.Count);
        foreach (var child in Entries(node, problems))
        {
            if (child.IsEmpty)
            {
                problems.Add(child.Path, "The entry is empty.");
            }
            else
            {
                sound.Add(child);
            }
        }

        return sound;
    }

    private static string Join(IEnumerable<string> sources) => string.Join(" and ", sources.Distinct(StringComparer.Ordinal));
}
