using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AiGateway.Tests.Yarp;

/// <summary>A Kestrel server on a free loopback port, with a client of its own that never hides a redirect, a cookie or a proxy.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LoopbackServer(WebApplication app)
    {
        _app = app;
        Address = app.Urls.Single();
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            // A response given up closes its connection at once; the default reads on for two seconds.
            ResponseDrainTimeout = TimeSpan.Zero,
        };
        Client = new HttpClient(handler)
        {
            BaseAddress = new Uri(Address),
            Timeout = TimeSpan.FromSeconds(15),
        };
    }

    public string Address { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<LoopbackServer> StartAsync(Action<IServiceCollection> services, Action<WebApplication> pipeline)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRouting();
        services(builder.Services);
        var app = builder.Build();
        pipeline(app);
        await app.StartAsync();
        return new LoopbackServer(app);
    }

    /// <summary>An upstream that is one delegate; it reads the whole request body first, as providers do.</summary>
    public static Task<LoopbackServer> StartUpstreamAsync(RequestDelegate answer) =>
        StartAsync(_ => { }, app => app.Run(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            await answer(context);
        }));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        // Some upstreams hang on purpose: a cancelled token makes Kestrel abort them instead of waiting.
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }
}
