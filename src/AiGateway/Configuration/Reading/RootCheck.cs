namespace AiGateway.Configuration.Reading;

/// <summary>Looks beside the section for one that was probably meant to be it, since .NET ignores unknown sections without a word.</summary>
internal static class RootCheck
{
    /// <summary>Reports sections with a name near <c>Gateway</c>.</summary>
    public static void Run(ConfigNode root, ProblemList problems)
    {
        foreach (var section in root.Children)
        {
            // Plain environment variables have no children, so only what was written as a section is judged.
            var isOurs = section.Key.Equals(GatewayOptionsReader.SectionName, StringComparison.OrdinalIgnoreCase);
            if (!isOurs && section.Children.Count > 0 && IsNear(section.Key))
            {
                problems.Add(section.Path, $"This section is not read; the gateway's is called `{GatewayOptionsReader.SectionName}`.");
            }
        }
    }

    private static bool IsNear(string key) =>
        key.Equals("AiGateway", StringComparison.OrdinalIgnoreCase) || Suggestions.Nearest(key, [GatewayOptionsReader.SectionName]) is not null;
}
