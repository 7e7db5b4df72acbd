using AiGateway.Configuration.Reading;

namespace AiGateway.Configuration.Reloading;

/// <summary>The configuration as it last was when all was well, for readers of other sections such as YARP's <c>ReverseProxy</c>.</summary>
/// <remarks>.NET's live configuration loses a file's values when the file breaks or goes; this copy changes only with an accepted reload.</remarks>
internal sealed class AcceptedConfiguration : IDisposable
{
    private readonly AcceptedProvider _provider = new();
    private readonly ConfigurationRoot _root;

    /// <summary>Starts empty.</summary>
    public AcceptedConfiguration() => _root = new ConfigurationRoot([_provider]);

    /// <summary>The copy, with change tokens as every configuration has them.</summary>
    public IConfigurationRoot Root => _root;

    /// <summary>Takes over what was read, and tells those who watch.</summary>
    public void Replace(ConfigNode root) => _provider.Replace(root);

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();

    private sealed class AcceptedProvider : ConfigurationProvider
    {
        public void Replace(ConfigNode root)
        {
            var data = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
            foreach (var (path, value) in root.Flatten())
            {
                data[path] = value;
            }

            Data = data;
            OnReload();
        }
    }
}
