using AiGateway.Configuration.Reloading;

namespace AiGateway.Configuration;

/// <summary>Registers the reading of the configuration, and the snapshot made of it.</summary>
internal static class ConfigurationRegistration
{
    /// <summary>Reads the configuration and registers what reads it again.</summary>
    /// <inheritdoc cref="AddGatewayConfiguration(WebApplicationBuilder, out IConfiguration, ReaderEnvironment?)"/>
    public static ReadResult AddGatewayConfiguration(this WebApplicationBuilder builder, ReaderEnvironment? environment = null) =>
        builder.AddGatewayConfiguration(out _, environment);

    /// <summary>Reads the configuration and registers what reads it again.</summary>
    /// <param name="builder">The application, after every source has been added to its configuration.</param>
    /// <param name="accepted">The whole configuration as it last was when all was well, for other readers such as YARP.</param>
    /// <param name="environment">What to take from outside; by default the process's environment and the content root.</param>
    /// <returns>The options, or the problems to refuse the start with (see <see cref="StartupReport.Refuse"/>).</returns>
    public static ReadResult AddGatewayConfiguration(this WebApplicationBuilder builder, out IConfiguration accepted, ReaderEnvironment? environment = null)
    {
        environment ??= new ReaderEnvironment { BaseDirectory = builder.Environment.ContentRootPath };
        var loader = new ConfigurationLoader(builder.Configuration, new GatewayOptionsReader(environment));
        var loaded = loader.Load();
        if (loaded.Result.Options is { } options)
        {
            loader.Accept(loaded);
            builder.Services.AddSingleton(options);
            builder.Services.AddSingleton(loaded);
        }

        accepted = loader.Accepted.Root;
        builder.Services.AddSingleton(loader);
        builder.Services.AddSingleton(loader.Accepted);
        return loaded.Result;
    }

    /// <summary>Registers the snapshot store and the reloader that keeps it current. Call it after a read without problems.</summary>
    /// <param name="services">The services.</param>
    /// <param name="build">Makes a snapshot of options and their version; called at the start and at each accepted reload.</param>
    /// <param name="onReplaced">Gets each snapshot that was replaced.</param>
    public static IServiceCollection AddConfigurationSnapshot<T>(
        this IServiceCollection services,
        Func<IServiceProvider, GatewayOptions, string, T> build,
        Action<IServiceProvider, T>? onReplaced = null)
        where T : class
    {
        services.AddSingleton(provider =>
        {
            var loaded = provider.GetRequiredService<LoadedConfiguration>();
            var first = build(provider, loaded.Result.Options!, loaded.Version);
            return new SnapshotStore<T>(first, loaded.Version, Time(provider).GetUtcNow());
        });
        services.AddSingleton(provider => new ConfigurationReloader<T>(
            provider.GetRequiredService<ConfigurationLoader>(),
            provider.GetRequiredService<SnapshotStore<T>>(),
            (options, version) => build(provider, options, version),
            onReplaced is null ? null : old => onReplaced(provider, old),
            Time(provider),
            provider.GetRequiredService<ILogger<ConfigurationReloader<T>>>()));
        return services.AddHostedService(static provider => provider.GetRequiredService<ConfigurationReloader<T>>());
    }

    private static TimeProvider Time(IServiceProvider provider) => provider.GetService<TimeProvider>() ?? TimeProvider.System;
}
