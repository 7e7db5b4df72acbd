using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Memory;

namespace AiGateway.Configuration.Reading;

/// <summary>Takes the sources of a configuration apart, and names them as an operator knows them.</summary>
internal static class SourceNames
{
    /// <summary>The providers behind a configuration, chained ones included, each once and in order.</summary>
    public static IReadOnlyList<IConfigurationProvider> Providers(IConfiguration configuration)
    {
        var found = new List<IConfigurationProvider>();
        Collect(configuration, found);
        return found;
    }

    /// <summary>A file's path, or what kind of source it is.</summary>
    public static string Of(IConfigurationProvider provider) => provider switch
    {
        FileConfigurationProvider file => file.Source.Path ?? "a file",
        EnvironmentVariablesConfigurationProvider => "environment variables",
        CommandLineConfigurationProvider => "the command line",
        MemoryConfigurationProvider => "memory",
        _ => provider.GetType().Name,
    };

    private static void Collect(IConfiguration configuration, List<IConfigurationProvider> found)
    {
        if (configuration is not IConfigurationRoot root)
        {
            // A section, say: its values are seen, its sources are not.
            found.Add(new ChainedConfigurationProvider(new ChainedConfigurationSource { Configuration = configuration }));
            return;
        }

        foreach (var provider in root.Providers)
        {
            if (provider is ChainedConfigurationProvider { Configuration: IConfigurationRoot chained })
            {
                Collect(chained, found);
            }
            else if (!found.Contains(provider))
            {
                found.Add(provider);
            }
        }
    }
}
