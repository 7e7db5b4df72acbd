namespace AiGateway.Configuration;

/// <summary>A model name with at most one <c>*</c>, which stands for any text, also none; matching is case-sensitive.</summary>
internal sealed class ModelPattern
{
    private readonly string _suffix;

    /// <summary>Takes a name or pattern apart.</summary>
    /// <exception cref="ArgumentException">There is more than one <c>*</c>.</exception>
    public ModelPattern(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        var star = text.IndexOf('*', StringComparison.Ordinal);
        if (star >= 0 && text.IndexOf('*', star + 1) >= 0)
        {
            throw new ArgumentException("A model pattern has at most one *.", nameof(text));
        }

        Text = text;
        IsExact = star < 0;
        Prefix = IsExact ? text : text[..star];
        _suffix = IsExact ? "" : text[(star + 1)..];
    }

    /// <summary>The pattern as written.</summary>
    public string Text { get; }

    /// <summary>Whether there is no <c>*</c>.</summary>
    public bool IsExact { get; }

    /// <summary>What stands before the <c>*</c> (the whole text where there is none); of several patterns that match, the longest wins.</summary>
    public string Prefix { get; }

    /// <summary>Whether the name is one the pattern stands for.</summary>
    public bool Matches(string name) => IsExact
        ? string.Equals(Text, name, StringComparison.Ordinal)
        : name.Length >= Prefix.Length + _suffix.Length
            && name.StartsWith(Prefix, StringComparison.Ordinal)
            && name.EndsWith(_suffix, StringComparison.Ordinal);

    /// <summary>Whether some name is matched by both.</summary>
    public bool Overlaps(ModelPattern other)
    {
        if (IsExact)
        {
            return other.Matches(Text);
        }

        return other.IsExact
            ? Matches(other.Text)
            : (Prefix.StartsWith(other.Prefix, StringComparison.Ordinal) || other.Prefix.StartsWith(Prefix, StringComparison.Ordinal))
                && (_suffix.EndsWith(other._suffix, StringComparison.Ordinal) || other._suffix.EndsWith(_suffix, StringComparison.Ordinal));
    }

    /// <summary>The name to send upstream for a name this pattern matches.</summary>
    /// <param name="name">The name the caller asked for.</param>
    /// <param name="upstreamModel">The target's model; a lone <c>*</c> is the whole name, a <c>*</c> within other text what ours matched.</param>
    public string Upstream(string name, string upstreamModel)
    {
        if (upstreamModel == "*")
        {
            return name;
        }

        var matched = IsExact ? "" : name[Prefix.Length..^_suffix.Length];
        return upstreamModel.Replace("*", matched, StringComparison.Ordinal);
    }
}
