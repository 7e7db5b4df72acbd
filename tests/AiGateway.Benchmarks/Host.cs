using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AiGateway.Benchmarks;

/// <summary>A silent Kestrel on a free loopback port, which it prints; runs until it is told to end.</summary>
internal static class Host
{
    public static async Task<int> RunAsync(Action<IServiceCollection> services, Action<WebApplication> pipeline)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        builder.Services.AddRouting();
        services(builder.Services);
        await using var app = builder.Build();
        pipeline(app);
        await app.StartAsync();
        Console.WriteLine("listening on " + app.Urls.Single());
        await app.WaitForShutdownAsync();
        return 0;
    }
}
