using System.Security.Cryptography;
using AiGateway.Storage;
using AiGateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AiGateway.Tests.Sharing;

/// <summary>A store and a Redis that several gateways share.</summary>
internal sealed class GatewayFleet : IAsyncDisposable
{
    private readonly string _prefix = SharedRedis.NewPrefix();

    private GatewayFleet(TestStore store, RedisServer redis) => (Store, Redis) = (store, redis);

    public TestStore Store { get; }

    public RedisServer Redis { get; }

    /// <summary>PostgreSQL's connection string, where a test has it lead elsewhere.</summary>
    public string? Postgres { get; set; }

    /// <summary>The key material that all have.</summary>
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal)
    {
        ["AIGATEWAY_MASTER_KEY"] = Convert.ToHexString(RandomNumberGenerator.GetBytes(32)),
        ["AIGATEWAY_PEPPER"] = Convert.ToHexString(RandomNumberGenerator.GetBytes(32)),
    };

    public static async Task<GatewayFleet> CreateAsync(StoreKind kind, PostgresServer postgres)
    {
        var store = await TestStore.CreateAsync(kind, postgres);
        return new GatewayFleet(store, await RedisServer.StartAsync()) { Postgres = store.Options.Postgres?.Reveal() };
    }

    /// <summary>Starts a gateway.</summary>
    /// <param name="poll">How often it polls.</param>
    /// <param name="withRedis">Whether it has Redis, and waits until that answers.</param>
    /// <param name="watcher">What watches the store besides.</param>
    /// <param name="prefix">The names' prefix in Redis; the fleet's where null.</param>
    public async Task<TestGateway> StartAsync(string poll, bool withRedis, IStoreWatcher? watcher = null, string? prefix = null)
    {
        var strings = new Dictionary<string, string>();
        if (Postgres is not null)
        {
            strings["Postgres"] = Postgres;
        }

        if (withRedis)
        {
            strings["Redis"] = Redis.ConnectionString;
        }

        var storage = new Dictionary<string, string> { ["Poll"] = poll };
        if (Postgres is null)
        {
            storage["Sqlite"] = Store.File;
        }

        var gateway = await TestGateway.StartAsync(
            // Without an admin API, whose first token would be a change that no test has made.
            new { ConnectionStrings = strings, Gateway = new { RedisPrefix = prefix ?? _prefix, Storage = storage, Admin = new { Enabled = false } } },
            Environment,
            services: services =>
            {
                if (watcher is not null)
                {
                    services.AddSingleton(watcher);
                }
            });
        if (withRedis)
        {
            await gateway.WaitForRedisAsync("ok");
        }

        return gateway;
    }

    public async ValueTask DisposeAsync()
    {
        await Redis.DisposeAsync();
        await Store.DisposeAsync();
    }
}
