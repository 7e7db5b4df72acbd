using System.Diagnostics;
using System.Net;
using AiGateway.Authentication;
using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Secrets;
using AiGateway.Sharing;
using AiGateway.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace AiGateway.Benchmarks;

/// <summary>
/// The CPU time that authentication and authorization take a request: the stages as the gateway has them, over a real store in SQLite, on
/// contexts without a server, held against the same contexts without the stages. One thread, so that its time is the process's.
/// </summary>
internal static class AuthenticationCost
{
    private const double Goal = 5;

    /// <summary>Measures and prints; 0 where the goal is met, 2 where it is missed.</summary>
    public static async Task<int> RunAsync(Options options, TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("aigateway-auth-").FullName;
        try
        {
            await using var app = Build(folder);
            var keys = await MakeKeysAsync(app.Services, options.Number("--keys", 1000));
            var scopes = app.Services.GetRequiredService<IServiceScopeFactory>();
            var endpoint = new Endpoint(null, new EndpointMetadataCollection(app.Services.GetRequiredService<SurfaceTable>().All[0]), "chat");
            var bare = new ApplicationBuilder(app.Services);
            bare.Run(static context => context.Response.StatusCode == StatusCodes.Status200OK ? Task.CompletedTask : throw new InvalidOperationException("Not reached."));
            var with = new ApplicationBuilder(app.Services);
            with.UseAuthentication();
            with.UseAuthorization();
            with.Run(static context => context.Features.Get<Exchanges.Caller>() is not null ? Task.CompletedTask : throw new InvalidOperationException("Nobody calls."));
            var load = new Load(scopes, endpoint, keys, options.Number("--requests", 200_000));

            return await CompareAsync(load, bare.Build(), with.Build(), options.Number("--rounds", 9), keys.Length, output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> CompareAsync(Load load, RequestDelegate bare, RequestDelegate with, int rounds, int keys, TextWriter output)
    {
        for (var i = 0; i < 3; i++)
        {
            await load.RunAsync(bare);
            await load.RunAsync(with);
        }

        var pairs = new List<(double Bare, double With, double Bytes)>();
        for (var i = 0; i < rounds; i++)
        {
            var (floor, floorBytes) = await load.RunAsync(bare);
            var (full, fullBytes) = await load.RunAsync(with);
            pairs.Add((floor, full, fullBytes - floorBytes));
        }

        var cost = Figures.Middle(pairs.Select(static p => p.With - p.Bare));
        var missed = 0;
        await output.WriteLineAsync(Figures.Text($"{keys} keys in the store, {rounds} rounds of {load.Requests} requests, medians:"));
        await output.WriteLineAsync(Figures.Text($"  without the stages     {Figures.Middle(pairs.Select(static p => p.Bare)):0.00} us CPU a request"));
        await output.WriteLineAsync(Figures.Text($"  with them              {Figures.Middle(pairs.Select(static p => p.With)):0.00} us CPU a request"));
        await output.WriteLineAsync(Figures.Text($"  authentication         {cost:0.00} us CPU a request, {Figures.Middle(pairs.Select(static p => p.Bytes)):0} bytes allocated"));
        await output.WriteLineAsync("  " + Figures.Verdict(cost <= Goal, Figures.Text($"goal: at most {Goal} us"), ref missed));
        return missed == 0 ? 0 : 2;
    }

    private static WebApplication Build(string folder)
    {
        var errors = new StringWriter();
        return GatewayHost.Build(
            ["--contentRoot", folder, "--urls", "http://127.0.0.1:0", "--Gateway:Admin:Enabled=false", "--Logging:LogLevel:Default=Warning"],
            errors,
            new ReaderEnvironment { BaseDirectory = folder, Variable = static _ => null })
            ?? throw new InvalidOperationException(errors.ToString());
    }

    private static async Task<string[]> MakeKeysAsync(IServiceProvider services, int count)
    {
        var database = services.GetRequiredService<Database>();
        var ring = services.GetRequiredService<SnapshotStore<GatewayConfig>>().Current.KeyRing!;
        await database.MigrateAsync(CancellationToken.None);
        var texts = new string[count];
        await database.ChangeAsync(
            async session =>
            {
                for (var i = 0; i < count; i++)
                {
                    texts[i] = TokenText.Create(TokenText.VirtualKeyPrefix, out var id);
                    await session.Keys.InsertAsync(new StoredKey
                    {
                        Id = id,
                        Name = id,
                        Tags = ["bench"],
                        PepperId = ring.PepperId,
                        Digest = ring.Digest(KeyPurpose.VirtualKey, ring.PepperId, texts[i]),
                    });
                }

                return true;
            },
            CancellationToken.None);
        await services.GetRequiredService<ChangeFeed>().StartAsync(CancellationToken.None);
        return services.GetRequiredService<KeyDirectory>().Count == count ? texts : throw new InvalidOperationException("The keys were not loaded.");
    }

    /// <summary>Requests with the keys in turn.</summary>
    private sealed class Load(IServiceScopeFactory scopes, Endpoint endpoint, string[] keys, int requests)
    {
        private static readonly IPAddress From = IPAddress.Parse("192.0.2.7");

        private readonly string[] _headers = [.. keys.Select(static key => $"Bearer {key}")];

        public int Requests => requests;

        /// <summary>Runs them all.</summary>
        /// <returns>Microseconds of CPU time and bytes allocated, for each request.</returns>
        public async Task<(double Microseconds, double Bytes)> RunAsync(RequestDelegate pipeline)
        {
            using var process = Process.GetCurrentProcess();
            GC.Collect();
            var bytes = GC.GetTotalAllocatedBytes(precise: true);
            var before = process.TotalProcessorTime;
            for (var i = 0; i < requests; i++)
            {
                var context = new DefaultHttpContext();
                // As the server gives it: the scope is made where somebody asks for services.
                using var services = new RequestServicesFeature(context, scopes);
                context.Features.Set<IServiceProvidersFeature>(services);
                context.Connection.RemoteIpAddress = From;
                context.Request.Method = "POST";
                context.Request.Path = "/v1/chat/completions";
                context.Request.Headers.Authorization = _headers[i % _headers.Length];
                context.SetEndpoint(endpoint);
                await pipeline(context);
            }

            process.Refresh();
            return ((process.TotalProcessorTime - before).TotalMicroseconds / requests, (GC.GetTotalAllocatedBytes(precise: true) - bytes) / (double)requests);
        }
    }
}
