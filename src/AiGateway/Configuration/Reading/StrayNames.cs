namespace AiGateway.Configuration.Reading;

/// <summary>Recognises keys that came about because a <c>:</c> in a model's name split it.</summary>
internal static class StrayNames
{
    private static readonly string[] Fields = [.. typeof(ModelOptions).GetProperties().Select(p => p.Name)];

    /// <summary>Explains such a key below an entry of <c>Models</c>; <see langword="null"/> where it is something else.</summary>
    public static string? Explain(ConfigNode entry, ConfigNode child)
    {
        if (RestOfName(child) is not { } rest || Suggestions.Nearest(child.Key, Fields) is not null)
        {
            return null;
        }

        var full = $"{entry.Key}:{rest}";
        return $"A `:` splits keys, so this reads as a field of the model `{entry.Key}`. For a model called `{full}` write "
            + $"\"{full.Replace(':', '-')}\": {{ \"Name\": \"{full}\", \"Targets\": [ … ] }}.";
    }

    private static string? RestOfName(ConfigNode node)
    {
        if (node.Children.Count == 0)
        {
            return node.Value?.Contains('/', StringComparison.Ordinal) == true ? node.Key : null;
        }

        if (node.Children.Any(c => Fields.Contains(c.Key, StringComparer.OrdinalIgnoreCase)))
        {
            return node.Key;
        }

        return node.Children.Count == 1 && RestOfName(node.Children[0]) is { } rest ? $"{node.Key}:{rest}" : null;
    }
}
