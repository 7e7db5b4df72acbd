using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace AiGateway.Benchmarks;

/// <summary>What the gateway is held against: YARP of the same version, with the gateway's own client settings and nothing else.</summary>
internal static class BareProxy
{
    public static Task<int> RunAsync(Uri upstream) => Host.RunAsync(
        services =>
        {
            services.AddSingleton<IForwarderHttpClientFactory, ClientFactory>();
            services.AddReverseProxy().LoadFromMemory(
                [new RouteConfig { RouteId = "all", ClusterId = "upstream", Match = new RouteMatch { Path = "/{**path}" } }],
                [
                    new ClusterConfig
                    {
                        ClusterId = "upstream",
                        HttpRequest = new ForwarderRequestConfig { Version = HttpVersion.Version11, ActivityTimeout = TimeSpan.FromDays(1) },
                        Destinations = new Dictionary<string, DestinationConfig>(StringComparer.Ordinal) { ["one"] = new() { Address = upstream.ToString() } },
                    },
                ]);
        },
        app => app.MapReverseProxy(proxy => proxy.UseLoadBalancing()));

    private sealed class ClientFactory : IForwarderHttpClientFactory
    {
        public HttpMessageInvoker CreateClient(ForwarderHttpClientContext context) => new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            ConnectTimeout = TimeSpan.FromSeconds(3),
            EnableMultipleHttp2Connections = true,
            PooledConnectionLifetime = TimeSpan.FromMinutes(3),
            ResponseDrainTimeout = TimeSpan.FromMilliseconds(100),
            UseCookies = false,
            UseProxy = false,
        });
    }
}
