using AiGateway.Configuration.Reading;
using Microsoft.Extensions.Primitives;

namespace AiGateway.Configuration.Reloading;

/// <summary>Reads all sources anew, files from the disk, and judges what they say together.</summary>
/// <remarks>
/// A file provider of .NET empties itself when its file breaks or goes, and for a moment while it is replaced. Its live values are
/// therefore never trusted after the start: each load reads the files by itself, and fails as a whole when one of them does.
/// </remarks>
internal sealed class ConfigurationLoader
{
    private readonly IConfiguration _configuration;
    private readonly GatewayOptionsReader _reader;
    private volatile IReadOnlySet<string> _files = new HashSet<string>(StringComparer.Ordinal);
    private string _digest = "";
    private int _snapshots;

    /// <summary>Makes a loader over the application's configuration, whose file sources no longer throw when they reload.</summary>
    public ConfigurationLoader(IConfiguration configuration, GatewayOptionsReader reader)
    {
        _configuration = configuration;
        _reader = reader;
        foreach (var live in SourceNames.Providers(configuration).OfType<FileConfigurationProvider>())
        {
            FileSources.IgnoreFailuresOf(live);
        }
    }

    /// <summary>What was last accepted.</summary>
    public AcceptedConfiguration Accepted { get; } = new();

    /// <summary>Tokens that say a source may have changed. Files have their own, since one that cannot be opened never reaches the configuration's.</summary>
    public IEnumerable<Func<IChangeToken?>> ChangeTokens =>
    [
        _configuration.GetReloadToken,
        .. SourceNames.Providers(_configuration).OfType<FileConfigurationProvider>()
            .Where(p => p.Source is { ReloadOnChange: true, FileProvider: not null, Path: not null })
            .Select(p => (Func<IChangeToken?>)(() => p.Source.FileProvider!.Watch(p.Source.Path!))),
    ];

    /// <summary>Whether the options differ from those in force; sections beside ours may differ all the same.</summary>
    public bool IsChange(LoadedConfiguration loaded) => !string.Equals(loaded.Digest, _digest, StringComparison.Ordinal);

    /// <summary>Reads everything now; changes nothing.</summary>
    public LoadedConfiguration Load()
    {
        var problems = new List<ConfigurationProblem>();
        var files = new HashSet<string>(StringComparer.Ordinal);
        var opened = new List<IDisposable>();
        try
        {
            var providers = new List<IConfigurationProvider>();
            foreach (var live in SourceNames.Providers(_configuration))
            {
                if (live is FileConfigurationProvider { Source.ReloadOnChange: true } file)
                {
                    var fresh = FileSources.ReadAnew(file, _files, files, problems);
                    opened.Add(fresh);
                    providers.Add(fresh);
                }
                else
                {
                    providers.Add(live);
                }
            }

            var root = ConfigNode.Read(providers);
            var result = problems.Count == 0 ? _reader.Read(root) : new ReadResult(null, problems);
            var digest = result.Options is null ? "" : OptionsDigest.Compute(result.Options);
            return new LoadedConfiguration(result, _snapshots + 1, digest, root, files);
        }
        finally
        {
            opened.ForEach(o => o.Dispose());
        }
    }

    /// <summary>Takes a load as the one in force: from now on its files must stay there, and <see cref="Accepted"/> is what it read.</summary>
    public void Accept(LoadedConfiguration loaded)
    {
        _files = loaded.Files;
        if (IsChange(loaded))
        {
            _digest = loaded.Digest;
            _snapshots = loaded.Number;
        }

        Accepted.Replace(loaded.Root);
    }
}
