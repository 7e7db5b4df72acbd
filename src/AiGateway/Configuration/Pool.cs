using System.Runtime.CompilerServices;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace AiGateway.Configuration;

/// <summary>The targets that answer for a model name or pattern: the gateway's own cluster, never registered with YARP.</summary>
/// <remarks>
/// YARP changes registered clusters in place by their id, so that a new snapshot could meet old destinations. These live and die with
/// the snapshot: one reference swap changes everything about a model together.
/// </remarks>
internal sealed class Pool
{
    /// <summary>Our own timers end an attempt; YARP's would end streams that think for long.</summary>
    private static readonly ForwarderRequestConfig Forwarding = new() { ActivityTimeout = TimeSpan.FromDays(1) };

    private readonly ModelPattern _pattern;
    private readonly bool _isDirect;
    private readonly Dictionary<string, Deployment> _byId;
    private readonly ConditionalWeakTable<RouteModel, RouteModel> _routes = [];

    /// <summary>Makes the pool of a configured name, or of a provider's direct models.</summary>
    /// <param name="options">The entry; its name is <c>provider/*</c> for direct models.</param>
    /// <param name="isDirect">Whether the name asked for is the provider, a slash, and the model's name there.</param>
    /// <param name="client">Sends to whichever provider an attempt is for.</param>
    public Pool(ModelOptions options, bool isDirect, HttpMessageInvoker client)
    {
        Options = options;
        _isDirect = isDirect;
        _pattern = new ModelPattern(options.Name);
        Deployments =
        [
            .. Of(TargetRole.Regular, options.Targets), .. Of(TargetRole.Any, options.Fallbacks.Any),
            .. Of(TargetRole.TooLong, options.Fallbacks.TooLong), .. Of(TargetRole.Policy, options.Fallbacks.Policy),
        ];
        _byId = Deployments.ToDictionary(static deployment => deployment.Id, StringComparer.Ordinal);
        Destinations = [.. Deployments.Select(static d => new DestinationState(d.Id, new DestinationModel(new DestinationConfig { Address = "http://deployment.invalid/" })))];
        Cluster = new ClusterState(options.Name, new ClusterModel(
            new ClusterConfig { ClusterId = options.Name, LoadBalancingPolicy = PolicyName(options.Strategy), HttpRequest = Forwarding }, client))
        {
            DestinationsState = new ClusterDestinationsState(Destinations, Destinations),
        };
    }

    /// <summary>What was configured.</summary>
    public ModelOptions Options { get; }

    /// <summary>Whether it answers one name alone, and no pattern.</summary>
    public bool IsExact => _pattern.IsExact;

    /// <summary>The regular targets in the order of the configuration, and after them the fallbacks of each kind.</summary>
    public IReadOnlyList<Deployment> Deployments { get; }

    /// <summary>The targets as YARP's load balancing sees them, in the same order.</summary>
    public IReadOnlyList<DestinationState> Destinations { get; }

    /// <summary>The pool as YARP sees it.</summary>
    public ClusterState Cluster { get; }

    /// <summary>Whether any target is there for a purpose.</summary>
    public bool HasRole(TargetRole role)
    {
        foreach (var deployment in Deployments)
        {
            if (deployment.Role == role)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The name of the YARP policy that picks among targets by a strategy.</summary>
    public static string PolicyName(RoutingStrategy strategy) => $"AiGateway.{strategy}";

    /// <summary>The target behind a destination that a YARP policy picked.</summary>
    public Deployment Find(DestinationState destination) => _byId[destination.DestinationId];

    /// <summary>The name to send to a target for the name that the caller asked for.</summary>
    public string UpstreamModel(Deployment deployment, string asked) => _isDirect
        ? asked[(deployment.ProviderName.Length + 1)..]
        : _pattern.Upstream(asked, deployment.Target.UpstreamModel);

    /// <summary>The route as YARP needs it for this pool: its load balancing looks at the route's cluster, not at the one assigned.</summary>
    public RouteModel RouteFor(RouteModel route) =>
        _routes.GetValue(route, key => new RouteModel(key.Config, Cluster, key.Transformer));

    private static IEnumerable<Deployment> Of(TargetRole role, IReadOnlyList<TargetOptions> targets) =>
        targets.Select((target, index) => new Deployment($"{role}:{index}:{target.Provider}/{target.UpstreamModel}", target, role));
}
