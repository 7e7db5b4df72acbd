namespace AiGateway.Configuration.Reloading;

/// <summary>Reads a configuration file from the disk, beside the live provider that watches it.</summary>
internal static class FileSources
{
    /// <summary>Lets the live provider go on when its file is broken; what is wrong is found by <see cref="ReadAnew"/>.</summary>
    public static void IgnoreFailuresOf(FileConfigurationProvider live)
    {
        var earlier = live.Source.OnLoadException;
        live.Source.OnLoadException = context =>
        {
            earlier?.Invoke(context);
            // Providers that ReadAnew makes share this source, and theirs is the failure to be told.
            context.Ignore = ReferenceEquals(context.Provider, live);
        };
    }

    /// <summary>Makes a second provider of the same source and loads it.</summary>
    /// <param name="live">The provider that watches the file.</param>
    /// <param name="expected">The files that were there when the configuration was last accepted.</param>
    /// <param name="found">Takes the file's name where it is there.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static FileConfigurationProvider ReadAnew(
        FileConfigurationProvider live, IReadOnlySet<string> expected, HashSet<string> found, List<ConfigurationProblem> problems)
    {
        var source = live.Source;
        var name = source.Path ?? "";
        var info = source.FileProvider?.GetFileInfo(name);
        var id = info?.PhysicalPath ?? name;
        if (info is { Exists: true })
        {
            found.Add(id);
        }
        else if (expected.Contains(id))
        {
            problems.Add(new ConfigurationProblem(name, "The file is gone. What it said stays in force; to take it back, put {} into the file or restart without it."));
        }

        var fresh = Build(source);
        try
        {
            fresh.Load();
        }
#pragma warning disable CA1031 // Whatever a parser or the disk throws means the same: this file cannot be read now.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            problems.Add(new ConfigurationProblem(name, Describe(exception)));
        }

        return fresh;
    }

    /// <summary>Builds a provider that does not watch, so that a change in the meantime cannot swap its values while they are read.</summary>
    private static FileConfigurationProvider Build(FileConfigurationSource source)
    {
        var watches = source.ReloadOnChange;
        source.ReloadOnChange = false;
        try
        {
            return (FileConfigurationProvider)source.Build(new ConfigurationBuilder());
        }
        finally
        {
            source.ReloadOnChange = watches;
        }
    }

    private static string Describe(Exception exception)
    {
        var cause = exception;
        while (cause.InnerException is { } inner)
        {
            cause = inner;
        }

        return exception switch
        {
            InvalidDataException => $"The file is not sound: {cause.Message}",
            UnauthorizedAccessException => "The file may not be read by this process.",
            _ => $"The file cannot be read: {cause.Message}",
        };
    }
}
