namespace AiGateway.Configuration.Reading;

/// <summary>Reads lists of what a model can do, or a request uses.</summary>
internal sealed class CapabilityReader(ProblemList problems)
{
    /// <summary>Reads the names of a list; what is wrong is reported and left out.</summary>
    public IReadOnlyList<Capability> Read(IReadOnlyList<ConfigNode> entries)
    {
        var capabilities = new List<Capability>(entries.Count);
        foreach (var entry in entries)
        {
            if (entry.Children.Count > 0)
            {
                problems.Add(entry.Path, "A name is expected here, not an object.");
            }
            else if (Choices.Find<Capability>(entry.Value!) is not { } capability)
            {
                problems.Add(entry.Path, Choices.Problem<Capability>(entry.Value!));
            }
            else if (capabilities.Contains(capability))
            {
                problems.Add(entry.Path, $"{capability} is given twice. Remove one.");
            }
            else
            {
                capabilities.Add(capability);
            }
        }

        // Equal options must look equal, in whatever order they are written.
        return [.. capabilities.Order()];
    }
}
