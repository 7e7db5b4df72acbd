using System.Security.Cryptography;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.CommandLine;

/// <summary>Configurations with a store of a test's own, for commands and for gateways beside them.</summary>
internal static class StoreBench
{
    /// <summary>Makes a bench whose commands use a store of one kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="server">The PostgreSQL server.</param>
    /// <param name="gateway">More of the section <c>Gateway</c>.</param>
    public static async Task<CommandBench> StartAsync(StoreKind kind, PostgresServer server, IDictionary<string, object>? gateway = null)
    {
        var (configuration, variables) = await ConfigureAsync(kind, server, gateway);
        var bench = new CommandBench(configuration);
        foreach (var (name, value) in variables)
        {
            bench.Variables[name] = value;
        }

        return bench;
    }

    /// <summary>Makes a configuration with a store of one kind, and the environment that it needs.</summary>
    public static async Task<(object Configuration, Dictionary<string, string> Variables)> ConfigureAsync(StoreKind kind, PostgresServer server, IDictionary<string, object>? gateway = null)
    {
        var section = new Dictionary<string, object>(gateway ?? new Dictionary<string, object>(StringComparer.Ordinal), StringComparer.Ordinal)
        {
            ["Storage"] = new { Timeout = "20s" },
            ["Admin"] = new { Enabled = false },
        };
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        if (kind == StoreKind.Sqlite)
        {
            return (new { Gateway = section }, variables);
        }

        variables["AIGATEWAY_MASTER_KEY"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        variables["AIGATEWAY_PEPPER"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        return (new { ConnectionStrings = new { Postgres = await server.CreateDatabaseAsync() }, Gateway = section }, variables);
    }
}
