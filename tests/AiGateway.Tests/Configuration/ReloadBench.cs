using AiGateway.Configuration;
using AiGateway.Configuration.Reloading;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace AiGateway.Tests.Configuration;

/// <summary>A reloader over two real files, of which the second is optional, with everything observable.</summary>
internal sealed class ReloadBench : IDisposable
{
    public const string MainFile = "appsettings.json";
    public const string ExtraFile = "appsettings.Production.json";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("aigateway-reload-");
    private readonly ILoggerFactory _loggers;

    public ReloadBench(TimeProvider time, string main, string? extra = null)
    {
        _loggers = LoggerFactory.Create(b => b.AddProvider(Log));
        Write(MainFile, main);
        if (extra is not null)
        {
            Write(ExtraFile, extra);
        }

        Live = new ConfigurationBuilder()
            .SetBasePath(_directory.FullName)
            .AddJsonFile(MainFile, optional: true, reloadOnChange: true)
            .AddJsonFile(ExtraFile, optional: true, reloadOnChange: true)
            .Build();
        Loader = new ConfigurationLoader(Live, new GatewayOptionsReader(new ReaderEnvironment { Variable = Variables.GetValueOrDefault, BaseDirectory = _directory.FullName }));
        var first = Loader.Load();
        first.Result.Problems.ShouldBeEmpty();
        Loader.Accept(first);
        Store = new SnapshotStore<Snapshot>(new Snapshot(first.Result.Options!, first.Version), first.Version, time.GetUtcNow());
        Reloader = new ConfigurationReloader<Snapshot>(
            Loader, Store, (o, v) => Build(o, v), Replaced.Add, time, _loggers.CreateLogger<ConfigurationReloader<Snapshot>>());
    }

    public IConfigurationRoot Live { get; }

    public ConfigurationLoader Loader { get; }

    public SnapshotStore<Snapshot> Store { get; }

    public ConfigurationReloader<Snapshot> Reloader { get; }

    public List<Snapshot> Replaced { get; } = [];

    public Dictionary<string, string> Variables { get; } = [];

    public LogCapture Log { get; } = new();

    public Func<GatewayOptions, string, Snapshot> Build { get; set; } = (options, version) => new Snapshot(options, version);

    public string PathOf(string file) => Path.Combine(_directory.FullName, file);

    public void Write(string file, string content) => File.WriteAllText(PathOf(file), content);

    public static string Limit(long bytes) => $$"""{ "Gateway": { "MaxRequestBytes": {{bytes}} } }""";

    public void Dispose()
    {
        Reloader.Dispose();
        (Live as IDisposable)!.Dispose();
        _loggers.Dispose();
        _directory.Delete(recursive: true);
    }

    internal sealed record Snapshot(GatewayOptions Options, string Version);

    internal sealed class LogCapture : ILoggerProvider, ILogger
    {
        private readonly List<(LogLevel Level, string Text)> _lines = [];

        public IReadOnlyList<(LogLevel Level, string Text)> Lines
        {
            get
            {
                lock (_lines)
                {
                    return [.. _lines];
                }
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lines)
            {
                _lines.Add((logLevel, formatter(state, exception)));
            }
        }

        public void Dispose()
        {
        }
    }
}
