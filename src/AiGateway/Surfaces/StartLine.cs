using System.Net.Sockets;
using AiGateway.Authentication;
using AiGateway.Configuration;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace AiGateway.Surfaces;

/// <summary>Starts the application and tells whoever started it what it does and how to try it.</summary>
internal static partial class StartLine
{
    /// <summary>Runs the application until it is told to stop.</summary>
    /// <returns>0, or 1 where it could not start.</returns>
    public static async Task<int> RunAsync(WebApplication app, TextWriter errors)
    {
        try
        {
            await app.StartAsync();
        }
        catch (IOException exception)
        {
            return await RefuseAsync(app, errors, $"The gateway cannot listen: {exception.Message}");
        }
        catch (SocketException exception)
        {
            // An address that is another machine's, or a port that only root may have; the words name neither.
            var urls = app.Configuration[WebHostDefaults.ServerUrlsKey] is { Length: > 0 } configured ? $" ({configured})" : "";
            return await RefuseAsync(app, errors, $"The gateway cannot listen{urls}: {exception.Message}");
        }

        Announce(app);
        await app.WaitForShutdownAsync();
        return 0;
    }

    /// <summary>Ends what has started already, which would otherwise find its parts gone and complain.</summary>
    private static async Task<int> RefuseAsync(WebApplication app, TextWriter errors, string reason)
    {
        try
        {
            await app.StopAsync();
        }
#pragma warning disable CA1031 // The reason why it did not start is what is to be told.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotStopped(app.Logger, exception);
        }

        await errors.WriteLineAsync(reason);
        return StartupReport.RefusedExitCode;
    }

    private static void Announce(WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("AiGateway");
        var config = app.Services.GetRequiredService<SnapshotStore<GatewayConfig>>().Current;
        foreach (var warning in config.Options.Warnings)
        {
            LogWarning(logger, warning.Path, warning.Message);
        }

        var addresses = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        LogServing(logger, string.Join(", ", addresses), config.Version, string.Join(", ", config.Providers.Keys.Order(StringComparer.OrdinalIgnoreCase)));
        var isOpen = config.Options.Jwt.Issuers.Count == 0 && app.Services.GetRequiredService<KeyDirectory>().Presence == KeyPresence.None;
        if (isOpen)
        {
            LogNoKey(logger);
        }

        var key = isOpen ? "" : "-H 'Authorization: Bearer YOUR_GATEWAY_KEY' ";
        LogTry(logger, $"curl {Reachable(addresses.First())}/v1/chat/completions {key}-H 'Content-Type: application/json' -d '{{\"model\":\"mock/echo\",\"messages\":[{{\"role\":\"user\",\"content\":\"Hello!\"}}]}}'");
    }

    /// <summary>An address that a client can use, for one that means all of a machine's.</summary>
    private static string Reachable(string address) => address
        .Replace("[::]", "127.0.0.1", StringComparison.Ordinal)
        .Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)
        .Replace("//+", "//127.0.0.1", StringComparison.Ordinal)
        .Replace("//*", "//127.0.0.1", StringComparison.Ordinal);

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "AiGateway serves on {Addresses} with configuration {Version}; live providers: {Providers}")]
    private static partial void LogServing(ILogger logger, string addresses, string version, string providers);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "There is no caller's key: callers on this machine are served without one, all others get 401. To set one, start with AIGATEWAY_KEY in the environment or add Gateway:VirtualKeys, or make one")]
    private static partial void LogNoKey(ILogger logger);

    [LoggerMessage(EventId = 3, Level = LogLevel.Information, Message = "Try it: {Command}")]
    private static partial void LogTry(ILogger logger, string command);

    [LoggerMessage(EventId = 5, Level = LogLevel.Debug, Message = "What had started could not be stopped in order")]
    private static partial void LogNotStopped(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 4, Level = LogLevel.Warning, Message = "Configuration warning at {Path}: {Problem}")]
    private static partial void LogWarning(ILogger logger, string path, string problem);
}
