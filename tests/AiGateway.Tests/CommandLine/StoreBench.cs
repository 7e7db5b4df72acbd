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
        var bench = new CommandBench();
        var section = new Dictionary<string, object>(gateway ?? new Dictionary<string, object>(StringComparer.Ordinal), StringComparer.Ordinal)
        {
            ["Storage"] = new { Timeout = "20s" },
            ["Admin"] = new { Enabled = false },
        };
        if (kind == StoreKind.Sqlite)
        {
            bench.Write(new { Gateway = section });
            return bench;
        }

        bench.Variables["AIGATEWAY_MASTER_KEY"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        bench.Variables["AIGATEWAY_PEPPER"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        bench.Write(new { ConnectionStrings = new { Postgres = await server.CreateDatabaseAsync() }, Gateway = section });
        return bench;
    }
}
