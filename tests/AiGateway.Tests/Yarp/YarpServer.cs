using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms.Builder;

namespace AiGateway.Tests.Yarp;

/// <summary>What a contract test sets up around YARP: destinations <c>d0</c>, <c>d1</c>, … of one cluster, and whatever it wants to look at.</summary>
internal sealed record YarpServer
{
    /// <summary>The addresses of the cluster's destinations, in order.</summary>
    public required IReadOnlyList<string> Destinations { get; init; }

    /// <summary>The middlewares inside <c>MapReverseProxy</c>; load balancing alone unless said otherwise.</summary>
    public Action<IReverseProxyApplicationBuilder> Pipeline { get; init; } = static proxy => proxy.UseLoadBalancing();

    public Action<TransformBuilderContext> Transforms { get; init; } = static _ => { };

    public Action<IServiceCollection> Services { get; init; } = static _ => { };

    public Func<ClusterConfig, IEnumerable<ClusterConfig>> Clusters { get; init; } = static cluster => [cluster];

    /// <summary>YARP's own default where null.</summary>
    public TimeSpan? ActivityTimeout { get; init; }

    /// <summary>YARP's own client where null.</summary>
    public HttpMessageHandler? Handler { get; init; }

    public Task<LoopbackServer> StartAsync()
    {
        var route = new RouteConfig { RouteId = "route", ClusterId = "cluster", Match = new RouteMatch { Path = "/{**path}" } };
        var cluster = new ClusterConfig
        {
            ClusterId = "cluster",
            HttpRequest = new ForwarderRequestConfig { Version = new Version(1, 1), ActivityTimeout = ActivityTimeout },
            Destinations = Destinations
                .Select((address, index) => (Id: "d" + index, address))
                .ToDictionary(d => d.Id, d => new DestinationConfig { Address = d.address }, StringComparer.Ordinal),
        };
        return LoopbackServer.StartAsync(
            services =>
            {
                if (Handler is not null)
                {
                    services.AddSingleton<IForwarderHttpClientFactory>(new FixedClientFactory(Handler));
                }

                Services(services);
                services.AddReverseProxy().LoadFromMemory([route], [.. Clusters(cluster)]).AddTransforms(Transforms);
            },
            app => app.MapReverseProxy(Pipeline));
    }

    private sealed class FixedClientFactory(HttpMessageHandler handler) : IForwarderHttpClientFactory
    {
        public HttpMessageInvoker CreateClient(ForwarderHttpClientContext context) => new(handler, disposeHandler: false);
    }
}
