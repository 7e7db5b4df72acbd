using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AiGateway.Configuration;
using AiGateway.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AiGateway.Tests.Hosting;

/// <summary>The real gateway on a free loopback port, configured by a file of its own in a folder of its own.</summary>
public sealed class TestGateway : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly CapturedLog _log;

    private TestGateway(WebApplication app, CapturedLog log, string folder)
    {
        _app = app;
        _log = log;
        Folder = folder;
        BaseUrl = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ResponseDrainTimeout = TimeSpan.Zero }) { BaseAddress = BaseUrl, Timeout = TimeSpan.FromSeconds(30) };
    }

    /// <summary>Scheme, host and port.</summary>
    public Uri BaseUrl { get; }

    /// <summary>What an OpenAI SDK is pointed at.</summary>
    public Uri V1 => new(BaseUrl, "/v1");

    /// <summary>A client of the gateway without any credential.</summary>
    public HttpClient Client { get; }

    /// <summary>The folder that holds <c>appsettings.json</c>.</summary>
    public string Folder { get; }

    private bool IsFolderShared { get; init; }

    /// <summary>The configuration file, to be changed for a reload.</summary>
    public string ConfigFile => Path.Combine(Folder, "appsettings.json");

    /// <summary>Every log line so far, rendered.</summary>
    public IReadOnlyList<string> LogLines => [.. _log.Lines];

    /// <summary>The gateway's own services.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>The version of the configuration in force.</summary>
    public string ConfigVersion => Services.GetRequiredService<SnapshotStore<GatewayConfig>>().Version;

    /// <summary>Starts a gateway.</summary>
    /// <param name="configuration">The file's content: an object with a <c>Gateway</c> section and whatever else; without a section <c>Storage</c> there is no store.</param>
    /// <param name="environment">Environment variables that the configuration may refer to; the process's own are not seen.</param>
    /// <param name="urls">Where to listen; a free loopback port where null.</param>
    /// <param name="services">A last word on the services.</param>
    /// <param name="shared">A folder that others use too, such as another gateway or commands; null for one of its own.</param>
    public static async Task<TestGateway> StartAsync(
        object configuration,
        IReadOnlyDictionary<string, string>? environment = null,
        string? urls = null,
        Action<IServiceCollection>? services = null,
        string? shared = null)
    {
        var folder = shared ?? Directory.CreateTempSubdirectory("aigateway-test-").FullName;
        var json = ToJson(configuration);
        await File.WriteAllTextAsync(Path.Combine(folder, "appsettings.json"), json);
        var log = new CapturedLog();
        var errors = new StringWriter();
        var app = GatewayHost.Build(
            ["--contentRoot", folder, "--urls", urls ?? "http://127.0.0.1:0", .. StoreSwitches.For(json)],
            errors,
            new ReaderEnvironment { BaseDirectory = folder, Variable = name => environment?.GetValueOrDefault(name) },
            builder =>
            {
                builder.Logging.ClearProviders();
                builder.Logging.AddProvider(log);
                services?.Invoke(builder.Services);
            })
            ?? throw new InvalidOperationException(errors.ToString());
        await app.StartAsync();
        return new TestGateway(app, log, folder) { IsFolderShared = shared is not null };
    }

    /// <summary>Ends the rests of all targets and keys, for tests that share a gateway and each begin with a provider that is well.</summary>
    public void EndRests()
    {
        var cooldowns = Services.GetRequiredService<CooldownTable>();
        foreach (var (key, _) in cooldowns.Resting)
        {
            cooldowns.Close(key);
        }
    }

    /// <summary>The words of a refused start.</summary>
    public static string RefusedStart(object configuration, IReadOnlyDictionary<string, string>? environment = null)
    {
        var folder = Directory.CreateTempSubdirectory("aigateway-test-").FullName;
        File.WriteAllText(Path.Combine(folder, "appsettings.json"), ToJson(configuration));
        var errors = new StringWriter();
        GatewayHost.Build(["--contentRoot", folder], errors, new ReaderEnvironment { BaseDirectory = folder, Variable = name => environment?.GetValueOrDefault(name) })
            .ShouldBeNull();
        return errors.ToString();
    }

    /// <summary>Posts JSON text and returns the whole answer's head and body.</summary>
    public async Task<HttpResponseMessage> PostAsync(string path, string json, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Client.SendAsync(request);
    }

    /// <summary>Posts a chat request of one user message.</summary>
    public Task<HttpResponseMessage> ChatAsync(string model, string text = "Hello", bool stream = false, params (string Name, string Value)[] headers) =>
        PostAsync("/v1/chat/completions", JsonSerializer.Serialize(new { model, stream, messages = new[] { new { role = "user", content = text } } }), headers);

    /// <summary>Posts a chat request and returns as soon as the head is there.</summary>
    public async Task<HttpResponseMessage> StreamAsync(string model, string text = "Hello", CancellationToken token = default)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = JsonContent.Create(new { model, stream = true, messages = new[] { new { role = "user", content = text } } }),
        };
        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
    }

    /// <summary>Waits for a log line that contains a text.</summary>
    public async Task<string> WaitForLogAsync(string text, int seconds = 10)
    {
        for (var i = 0; i < seconds * 50; i++)
        {
            if (LogLines.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) is { } found)
            {
                return found;
            }

            await Task.Delay(20);
        }

        throw new TimeoutException($"No log line with '{text}' among:\n{string.Join('\n', LogLines)}");
    }

    /// <summary>Waits until the log line of a finished request is there.</summary>
    public Task<string> WaitForRequestLogAsync(HttpResponseMessage response) => WaitForLogAsync(response.Headers.GetValues("x-request-id").Single());

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        if (!IsFolderShared)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private static string ToJson(object configuration) => configuration as string ?? JsonSerializer.Serialize(configuration);

    private sealed class CapturedLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => categoryName.StartsWith("AiGateway", StringComparison.Ordinal) ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{logLevel}: {formatter(state, exception)}{(exception is null ? "" : $"\n{exception}")}");
    }
}
