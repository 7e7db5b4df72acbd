namespace AiGateway.CommandLine;

/// <summary>Tells the arguments that are configuration from those that are a command's, before either is read.</summary>
/// <remarks>
/// Serving takes every argument as ASP.NET does. Other commands take as configuration what is written <c>--Section:Key=value</c> or
/// <c>--Section:Key value</c>, and the host's own few names; everything else is theirs, so that a mistyped option is found.
/// </remarks>
internal static class ConfigurationArguments
{
    private static readonly string[] HostNames = [HostDefaults.ContentRootKey, HostDefaults.EnvironmentKey, HostDefaults.ApplicationKey, WebHostDefaults.ServerUrlsKey];

    /// <summary>Takes a command line apart.</summary>
    /// <param name="args">The whole of it.</param>
    /// <param name="command">The command and what belongs to it.</param>
    /// <returns>What belongs to the configuration.</returns>
    public static string[] Split(IReadOnlyList<string> args, out string[] command)
    {
        List<string> mine = [], others = [];
        for (var i = 0; i < args.Count; i++)
        {
            if (!IsConfiguration(args[i]))
            {
                others.Add(args[i]);
                continue;
            }

            mine.Add(args[i]);
            if (!args[i].Contains('=', StringComparison.Ordinal) && i + 1 < args.Count)
            {
                mine.Add(args[++i]);
            }
        }

        command = [.. others];
        return [.. mine];
    }

    private static bool IsConfiguration(string argument)
    {
        if (!argument.StartsWith("--", StringComparison.Ordinal))
        {
            return false;
        }

        var name = argument[2..];
        name = name.IndexOf('=', StringComparison.Ordinal) is var end and >= 0 ? name[..end] : name;
        return name.Contains(':', StringComparison.Ordinal) || HostNames.Contains(name, StringComparer.OrdinalIgnoreCase);
    }
}
