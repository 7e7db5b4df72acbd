namespace AiGateway.Protocol.Formats;

/// <summary>What a translation could not carry over, so that nothing is lost silently.</summary>
public sealed class LossReport
{
    private readonly List<string> _dropped = [];

    /// <summary>The fields left out, by the caller's spelling (<c>logit_bias</c>, <c>messages.name</c>), each once, in the order they were met.</summary>
    public IReadOnlyList<string> Dropped => _dropped;

    /// <summary>Notes a field that is left out.</summary>
    /// <param name="field">Its name: a top-level field, or a path without indexes.</param>
    public void Drop(string field)
    {
        if (!_dropped.Contains(field, StringComparer.Ordinal))
        {
            _dropped.Add(field);
        }
    }
}
