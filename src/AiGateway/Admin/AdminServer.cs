using System.Net.Sockets;
using AiGateway.Configuration;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace AiGateway.Admin;

/// <summary>Runs the admin API on its own listener, as long as the gateway runs. The data port has no admin endpoint, whatever the path or Host.</summary>
internal sealed partial class AdminServer(IServiceProvider services, SnapshotStore<GatewayConfig> store, ILogger<AdminServer> logger) : IHostedService, IAsyncDisposable
{
    private WebApplication? _app;

    /// <summary>Where it listens; empty until it does.</summary>
    public IReadOnlyList<string> Addresses { get; private set; } = [];

    /// <summary>The endpoints it has; empty until it runs.</summary>
    public IReadOnlyList<Endpoint> Endpoints => _app?.Services.GetRequiredService<EndpointDataSource>().Endpoints ?? [];

    /// <inheritdoc/>
    /// <exception cref="IOException">It cannot listen where it should.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var urls = store.Current.Options.Admin.Urls;
        _app = AdminApplication.Build(urls, services);
        try
        {
            await _app.StartAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or SocketException)
        {
            throw new IOException($"{AdminUrls.Path} ({urls}): {exception.Message}", exception);
        }

        Addresses = [.. _app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses];
        _app.Services.GetRequiredService<ListenerOrigins>().Set(Addresses);
        LogServing(string.Join(", ", Addresses));
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => _app?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "The admin API serves on {Addresses}")]
    private partial void LogServing(string addresses);
}
