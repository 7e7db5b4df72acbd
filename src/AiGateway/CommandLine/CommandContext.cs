using AiGateway.Configuration;
using AiGateway.Secrets;
using AiGateway.Storage;

namespace AiGateway.CommandLine;

/// <summary>What every command is given: where it reads and writes, and the configuration's share of the command line.</summary>
/// <param name="Console">Where it reads and writes.</param>
/// <param name="Configuration">The arguments that are configuration.</param>
internal sealed record CommandContext(CommandConsole Console, string[] Configuration)
{
    /// <summary>What of the configuration the store depends on.</summary>
    private static readonly string[] OfStore = ["Gateway:Storage", "Gateway:Secrets", "Gateway:Audit", "ConnectionStrings"];

    /// <summary>What the configuration takes from outside for a command that only looks: nothing is made and nothing is brought up to date.</summary>
    public ReaderEnvironment Looking(string contentRoot)
    {
        var environment = Console.Environment ?? new ReaderEnvironment { BaseDirectory = contentRoot };
        return environment with
        {
            MayMakeFiles = false,
            Stored = environment.Stored ?? new StoredSecrets(storage => StoreReading.Ask(storage, environment.BaseDirectory, mayMigrate: false)),
        };
    }

    /// <summary>The gateway as it would serve, for a command that only looks: nothing listens, runs in the background, is made or logged.</summary>
    /// <param name="configure">A last word on the services.</param>
    /// <exception cref="CommandException">The configuration is refused.</exception>
    public WebApplication BuildToLook(Action<WebApplicationBuilder> configure) => Worded(() => BuildToLook(configure, out var refusal) ?? throw new CommandException(refusal));

    /// <summary>The same; null where the configuration is refused, and whatever exception its other readers throw.</summary>
    public WebApplication? BuildToLook(Action<WebApplicationBuilder>? configure, out string refusal) =>
        Build(Looking(WebApplication.CreateBuilder(Configuration).Environment.ContentRootPath), null, configure, out refusal);

    /// <summary>The gateway's services over the store, for a command that may change it.</summary>
    /// <param name="needsAll">
    /// Whether the whole configuration must be sound. What does not hang on it is done all the same: a secret that the configuration waits
    /// for can be set, and a key be revoked while somebody is at work on the configuration.
    /// </param>
    /// <exception cref="CommandException">The configuration is refused.</exception>
    public WebApplication Build(bool needsAll) => Worded(() =>
    {
        if (Build(Console.Environment, null, Quieten, out var refusal) is { } whole)
        {
            return whole;
        }

        if (!needsAll && Build(Console.Environment, Narrow, Quieten, out _) is { } narrow)
        {
            Console.Errors.WriteLine("The configuration has errors (see: aigateway validate). Only what it says of the store is used.");
            return narrow;
        }

        throw new CommandException(refusal);
    });

    /// <summary>Opens the store. See <see cref="Build(bool)"/>.</summary>
    /// <exception cref="CommandException">The configuration is refused, or there is no store.</exception>
    /// <exception cref="StoreUnavailableException">It does not answer.</exception>
    public Task<OpenStore> OpenAsync(bool needsAll, CancellationToken token) => OpenStore.OpenAsync(Build(needsAll), token);

    private WebApplication? Build(ReaderEnvironment? environment, Action<WebApplicationBuilder>? prepare, Action<WebApplicationBuilder>? configure, out string refusal)
    {
        using var errors = new StringWriter();
        var app = GatewayHost.Build(
            Configuration,
            errors,
            environment,
            builder =>
            {
                builder.Logging.ClearProviders();
                configure?.Invoke(builder);
            },
            prepare);
        refusal = errors.ToString().TrimEnd();
        return app;
    }

    private static WebApplication Worded(Func<WebApplication> build)
    {
        try
        {
            return build();
        }
        catch (Exception exception) when (StartupReport.FromException(exception) is { } problem)
        {
            throw new CommandException(StartupReport.Format([problem]).TrimEnd());
        }
    }

    /// <summary>Nothing is kept in memory here, so nobody need be told of a change; the gateways find it in the store.</summary>
    private static void Quieten(WebApplicationBuilder builder) => builder.Services.AddSingleton<IChangeNotice, NoNotice>();

    private static void Narrow(WebApplicationBuilder builder)
    {
        var kept = builder.Configuration.AsEnumerable()
            .Where(static pair => pair.Value is not null && OfStore.Any(section => pair.Key.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase)))
            .ToArray();
        ((IConfigurationBuilder)builder.Configuration).Sources.Clear();
        builder.Configuration.AddInMemoryCollection(kept);
    }

    private sealed class NoNotice : IChangeNotice
    {
        public void Changed()
        {
        }
    }
}
