using AiGateway.Admin.Endpoints;
using AiGateway.Management;
using AiGateway.Storage;

namespace AiGateway.Admin;

/// <summary>
/// At the first start there is no admin token to make one with: makes one that is good for that alone and prints it, once, to whoever
/// started the gateway. It never goes through the log, which keeps what it is told.
/// </summary>
internal sealed partial class BootstrapNotice(
    AdminTokenManagement tokens, AdminServer server, IStoreState store, OperatorConsole console, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<BootstrapNotice> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // Not before all has started: a token is of no use beside a gateway that could not.
                if (lifetime.ApplicationStarted.IsCancellationRequested && store.IsKnown && store.SilentFor == TimeSpan.Zero)
                {
                    if (await tokens.EnsureBootstrapAsync(stoppingToken) is { } text)
                    {
                        console.Write(Notice(text));
                    }

                    return;
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (StoreUnavailableException)
            {
                // It is waited for.
            }
#pragma warning disable CA1031 // An exception here would end the gateway, which serves callers all the same.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogFailed(exception);
                return;
            }

            try
            {
                await Task.Delay(Pause, time, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private string Notice(string text) => $"""

        No admin token exists yet. This one is good for one thing, once: making the first. It is not shown again.

          {text}

        curl -X POST {AdminUrls.Reachable(server.Addresses[0])}{BootstrapEndpoints.Path} -H 'Authorization: Bearer {text}' -H 'Content-Type: application/json' -d '{"{"}"name":"me"{"}"}'


        """;

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "The one-time token for the first admin could not be made")]
    private partial void LogFailed(Exception exception);
}
