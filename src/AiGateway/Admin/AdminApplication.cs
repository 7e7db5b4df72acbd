using AiGateway.Admin.Description;
using AiGateway.Admin.Endpoints;

namespace AiGateway.Admin;

/// <summary>Builds the admin API's own application: its own server, pipeline and endpoints, and the singletons of the gateway's.</summary>
internal static class AdminApplication
{
    /// <summary>The largest body, in bytes.</summary>
    public const long MostBodyBytes = 1024 * 1024;

    /// <summary>Builds it without starting it.</summary>
    /// <param name="urls">Where it is to listen.</param>
    /// <param name="services">The gateway's services.</param>
    public static WebApplication Build(string urls, IServiceProvider services)
    {
        // Nothing of the configuration is read again: what ASP.NET takes from it is meant for the data port.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(AdminApplication).Assembly.GetName().Name });
        builder.WebHost.UseKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MostBodyBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
            kestrel.Limits.MaxRequestHeaderCount = 100;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            kestrel.Limits.MaxConcurrentConnections = 1000;
            kestrel.Configure(CertificatesOf(services.GetRequiredService<IConfiguration>()));
        });
        builder.WebHost.UseUrls([.. AdminUrls.Split(urls)]);
        AddServices(builder.Services, services);

        var app = builder.Build();
        app.UseMiddleware<AdminFrontMiddleware>();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseMiddleware<WriteGuardMiddleware>();
        app.UseMiddleware<QueryGuardMiddleware>();
        app.MapAdmin();
        app.MapDescription();
        return app;
    }

    private static void AddServices(IServiceCollection services, IServiceProvider gateway)
    {
        AdminSharing.Share(services, gateway);
        services.AddSingleton<IHostLifetime, NoLifetime>();
        services.AddSingleton<ListenerOrigins>();
        services.AddSingleton<HealthView>();
        services.AddSingleton<AdminWrite>();
        services.AddSingleton(new StartTime(gateway.GetRequiredService<TimeProvider>().GetUtcNow()));
        services.AddRouting();
        services.AddAuthenticationCore(static options =>
        {
            options.DefaultScheme = AdminTokenHandler.SchemeName;
            options.AddScheme<AdminTokenHandler>(AdminTokenHandler.SchemeName, null);
        });
        services.AddWebEncoders();
        services.AddTransient<AdminTokenHandler>();
        services.AddAuthorization(AdminPolicies.Configure);
        services.Configure<RouteHandlerOptions>(static options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(static options => AdminJson.Apply(options.SerializerOptions));
        services.AddDescription();
    }

    /// <summary>The certificates of the main server, which are good for <c>https</c> here too; its endpoints are its own.</summary>
    private static IConfigurationRoot CertificatesOf(IConfiguration configuration) => new ConfigurationBuilder()
        .AddInMemoryCollection(configuration.GetSection("Kestrel:Certificates").AsEnumerable().Select(static pair => KeyValuePair.Create(pair.Key["Kestrel:".Length..], pair.Value)))
        .Build();

    /// <summary>The gateway's own lifetime starts and stops this application.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
