using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.Model;

namespace AiGateway.Tests.Yarp;

/// <summary>F13 and F19: sending a request to another cluster than its route's own, and to one that YARP never heard of.</summary>
public sealed class ReassignmentTests
{
    [Theory]
    [InlineData(false, "cluster")]
    [InlineData(true, "other")]
    public async Task F13_policies_see_the_routes_own_cluster_unless_the_route_is_rebuilt_for_the_new_one(bool rebuild, string expected)
    {
        await using var upstream = await LoopbackServer.StartUpstreamAsync(context => context.Response.WriteAsync(context.Request.Path));
        var witness = new Witness();
        await using var proxy = await new YarpServer
        {
            Destinations = [upstream.Address + "/own", upstream.Address + "/own"],
            Services = services => services.AddSingleton<ILoadBalancingPolicy>(witness).AddSingleton<IPassiveHealthCheckPolicy>(witness),
            Clusters = cluster =>
            [
                Watched(cluster),
                Watched(cluster) with
                {
                    ClusterId = "other",
                    Destinations = new Dictionary<string, DestinationConfig>(StringComparer.Ordinal)
                    {
                        ["o0"] = new() { Address = upstream.Address + "/other" },
                        ["o1"] = new() { Address = upstream.Address + "/other" },
                    },
                },
            ],
            Pipeline = proxy =>
            {
                proxy.Use((context, next) =>
                {
                    context.RequestServices.GetRequiredService<IProxyStateLookup>().TryGetCluster("other", out var other).ShouldBeTrue();
                    Reassign(context, other!, rebuild);
                    return next();
                });
                proxy.UseLoadBalancing();
                proxy.UsePassiveHealthChecks();
            },
        }.StartAsync();

        (await proxy.Client.GetStringAsync("/x")).ShouldBe("/other/x", "the request itself goes to the new cluster either way");

        witness.Balanced.ShouldBe([expected]);
        witness.Judged.ShouldBe([expected]);
    }

    [Fact]
    public async Task F19_five_hundred_clusters_of_our_own_work_with_every_policy_and_one_rebuilt_route_each()
    {
        string[] policies =
        [
            LoadBalancingPolicies.FirstAlphabetical, LoadBalancingPolicies.Random, LoadBalancingPolicies.RoundRobin,
            LoadBalancingPolicies.LeastRequests, LoadBalancingPolicies.PowerOfTwoChoices,
        ];
        await using var upstream = await LoopbackServer.StartUpstreamAsync(context => context.Response.WriteAsync(context.Request.Path));
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });
        var pools = Enumerable.Range(0, 500).Select(i => Pool("pool" + i, policies[i % policies.Length], upstream.Address, invoker)).ToArray();
        var routes = new ConcurrentDictionary<ClusterState, RouteModel>();
        await using var proxy = await new YarpServer
        {
            Destinations = ["http://127.0.0.1:9"],
            Pipeline = proxy =>
            {
                proxy.Use((context, next) =>
                {
                    var pool = pools[int.Parse(context.Request.Query["pool"].ToString(), provider: null)];
                    var own = context.GetRouteModel();
                    context.ReassignProxyRequest(routes.GetOrAdd(pool, p => new RouteModel(own.Config, p, own.Transformer)), pool);
                    return next();
                });
                proxy.UseLoadBalancing();
            },
        }.StartAsync();

        var answers = new ConcurrentDictionary<int, string>();
        await Parallel.ForEachAsync(Enumerable.Range(0, pools.Length), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, token) =>
            answers[i] = await proxy.Client.GetStringAsync("/?pool=" + i, token));

        for (var i = 0; i < pools.Length; i++)
        {
            answers[i].ShouldStartWith($"/pool{i}/d");
            pools[i].Destinations.ShouldBeEmpty("a pool of ours is read through DestinationsState alone");
        }

        answers.Where(a => a.Key % policies.Length == 0).ShouldAllBe(a => a.Value.EndsWith("/d0/", StringComparison.Ordinal));
        var turns = new HashSet<string>(StringComparer.Ordinal) { answers[2] };
        for (var i = 0; i < 4; i++)
        {
            turns.Add(await proxy.Client.GetStringAsync("/?pool=2"));
        }

        turns.Count.ShouldBe(5, "round robin counts per pool");
        proxy.Services.GetRequiredService<IProxyStateLookup>().GetClusters().Select(c => c.ClusterId).ShouldBe(["cluster"]);
        routes.Count.ShouldBe(pools.Length);
    }

    private static ClusterConfig Watched(ClusterConfig cluster) => cluster with
    {
        LoadBalancingPolicy = "Witness",
        HealthCheck = new HealthCheckConfig { Passive = new PassiveHealthCheckConfig { Enabled = true, Policy = "Witness" } },
    };

    private static void Reassign(HttpContext context, ClusterState cluster, bool rebuild)
    {
        if (rebuild)
        {
            var route = context.GetRouteModel();
            context.ReassignProxyRequest(new RouteModel(route.Config, cluster, route.Transformer), cluster);
        }
        else
        {
            context.ReassignProxyRequest(cluster);
        }
    }

    private static ClusterState Pool(string id, string policy, string upstream, HttpMessageInvoker invoker)
    {
        var destinations = Enumerable.Range(0, 5)
            .Select(i => new DestinationState("d" + i, new DestinationModel(new DestinationConfig { Address = $"{upstream}/{id}/d{i}" })))
            .ToArray();
        var config = new ClusterConfig { ClusterId = id, LoadBalancingPolicy = policy };
        return new ClusterState(id, new ClusterModel(config, invoker))
        {
            DestinationsState = new ClusterDestinationsState(destinations, destinations),
        };
    }

    private sealed class Witness : ILoadBalancingPolicy, IPassiveHealthCheckPolicy
    {
        public string Name => "Witness";

        public ConcurrentQueue<string> Balanced { get; } = [];

        public ConcurrentQueue<string> Judged { get; } = [];

        public DestinationState PickDestination(HttpContext context, ClusterState cluster, IReadOnlyList<DestinationState> availableDestinations)
        {
            Balanced.Enqueue(cluster.ClusterId);
            return availableDestinations[0];
        }

        public void RequestProxied(HttpContext context, ClusterState cluster, DestinationState destination) => Judged.Enqueue(cluster.ClusterId);
    }
}
