using AiGateway.Audit;
using AiGateway.Storage;

namespace AiGateway.CommandLine;

/// <summary>The store as a command has it: the gateway's own services over it, and who changes it.</summary>
internal sealed class OpenStore(WebApplication app) : IAsyncDisposable
{
    /// <summary>Who gives commands: the user of the operating system, on this machine.</summary>
    public static Actor Actor { get; } = new($"cli:{Environment.UserName}", null, Environment.MachineName, null);

    /// <summary>One of the gateway's services.</summary>
    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => app.DisposeAsync();

    /// <summary>Opens it, and brings it up to date.</summary>
    /// <exception cref="CommandException">There is none, or the configuration is refused.</exception>
    /// <exception cref="StoreUnavailableException">It does not answer.</exception>
    public static async Task<OpenStore> OpenAsync(WebApplication app, CancellationToken token)
    {
        var store = new OpenStore(app);
        try
        {
            if (app.Services.GetService<Database>() is not { } database)
            {
                throw new CommandException("There is no store: Gateway:Storage:Enabled is false.");
            }

            await database.MigrateAsync(token);
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }
}
