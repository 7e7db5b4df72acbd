using System.Text;
using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Protocol;
using AiGateway.Protocol.Json;
using AiGateway.Routing;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Model;

namespace AiGateway.Tests.Routing;

/// <summary>A pool of made-up targets and requests for it, without a gateway around them.</summary>
internal sealed class PickBench
{
    private static readonly SurfaceTable Surfaces = new();

    private PickBench(Pool pool) => Pool = pool;

    public Pool Pool { get; }

    /// <summary>A pool whose targets are named <c>up/a</c>, <c>up/b</c> and so on.</summary>
    public static PickBench Of(params TargetOptions[] targets) => Of(new ModelOptions { Name = "m", Targets = targets });

    public static PickBench Of(ModelOptions options) =>
        new(new Pool(options, isDirect: false, new HttpMessageInvoker(new SocketsHttpHandler(), disposeHandler: true)));

    public static TargetOptions Target(string name, int weight = 1, double? canary = null, PriceOptions? price = null) =>
        new() { Provider = "up", UpstreamModel = name, Weight = weight, Canary = canary, Price = price };

    /// <summary>A request as the pipeline has it once its model is known.</summary>
    public static Exchange Request(Pool pool, string? body = null, string caller = "tester", Operation operation = Operation.Chat, string? requestId = null, GatewayConfig? config = null)
    {
        var surface = Surfaces.All.First(s => s.Operation == operation);
        var gate = new ResponseGate(new DefaultHttpContext(), surface.Format, TimeProvider.System);
        var exchange = new Exchange(requestId ?? RequestIds.New(), surface, new Caller(caller, static _ => true), config!, TimeProvider.System) { Gate = gate, ModelAsked = pool.Options.Name };
        exchange.RouteTo(pool, pool.Options.Name);
        var bytes = Encoding.UTF8.GetBytes(body ?? """{"model":"m","messages":[{"role":"user","content":"Hi"}]}""");
        exchange.Body = RequestBody.ReadAsync(System.IO.Pipelines.PipeReader.Create(new MemoryStream(bytes)), bytes.Length, bytes.Length, default).AsTask().GetAwaiter().GetResult()!;
        RequestEnvelope.TryRead(bytes, out var envelope, out _).ShouldBeTrue();
        exchange.Envelope = envelope;
        exchange.Stream = envelope.IsTrue("stream");
        return exchange;
    }

    /// <summary>The target that a policy picks for a request of its own.</summary>
    public string Pick(TargetPolicy policy, params string[] candidates) => Pick(policy, Request(Pool), candidates);

    /// <summary>The target that a policy picks among those named, or among all.</summary>
    public string Pick(TargetPolicy policy, Exchange exchange, params string[] candidates)
    {
        using var attempt = new Attempt(exchange, 1, TimeProvider.System);
        var context = new DefaultHttpContext();
        context.Features.Set(attempt);
        var available = Pool.Destinations.Where(d => candidates.Length == 0 || candidates.Contains(Name(d))).ToArray();
        return Name(policy.PickDestination(context, Pool.Cluster, available).ShouldNotBeNull());
    }

    /// <summary>How often each target is picked in so many requests.</summary>
    public Dictionary<string, int> Count(TargetPolicy policy, int requests, params string[] candidates) =>
        Enumerable.Range(0, requests).Select(_ => Pick(policy, candidates)).CountBy(name => name).ToDictionary();

    private string Name(DestinationState destination) => Pool.Find(destination).Target.UpstreamModel;
}
