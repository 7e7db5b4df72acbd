using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace AiGateway.Tests.Hosting;

/// <summary>A real PostgreSQL server on a free loopback port with data of its own, or the one that <c>AIGATEWAY_TEST_POSTGRES</c> names.</summary>
/// <remarks>That variable is a connection string of a user who may create databases. Share one server among a collection's tests: it takes seconds to make.</remarks>
public sealed class PostgresServer : IAsyncLifetime
{
    private const string Existing = "AIGATEWAY_TEST_POSTGRES";
    private const string User = "gateway";

    /// <summary>A role that a server of our own lets in with a password alone, once a test has made it.</summary>
    public const string Locked = "locked";

    private static readonly string Missing =
        $"These tests need PostgreSQL: initdb and pg_ctl are neither in PATH nor under /usr/lib/postgresql. Install it (apt-get install postgresql), or name a server in {Existing}.";

    private readonly List<string> _databases = [];
    private string _folder = "";
    private int _port;
    private string _connection = "";

    /// <summary>Whether it is a server of our own, which may be stopped and started.</summary>
    public bool IsOwn => _folder.Length > 0;

    /// <summary>Makes a server that the test alone has, whatever the environment says; for tests that stop it.</summary>
    public static async Task<PostgresServer> OwnAsync()
    {
        var server = new PostgresServer();
        await server.MakeAsync();
        return server;
    }

    public async Task InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable(Existing) is { Length: > 0 } existing)
        {
            _connection = existing;
            return;
        }

        await MakeAsync();
    }

    public async Task DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (IsOwn)
        {
            await StopAsync();
            Directory.Delete(_folder, recursive: true);
            return;
        }

        foreach (var database in _databases)
        {
            await ExecuteAsync($"DROP DATABASE IF EXISTS {database} WITH (FORCE)");
        }
    }

    /// <summary>Makes an empty database and gives its connection string.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test_{Guid.NewGuid():N}";
        lock (_databases)
        {
            _databases.Add(name);
        }

        await ExecuteAsync($"CREATE DATABASE {name}");
        return new NpgsqlConnectionStringBuilder(_connection) { Database = name }.ConnectionString;
    }

    /// <summary>Starts a server of our own, on the port it had where it had one.</summary>
    public async Task StartAsync()
    {
        for (var tries = 0; ; tries++)
        {
            var port = _port == 0 ? FreePort() : _port;
            try
            {
                var options = string.Create(
                    CultureInfo.InvariantCulture,
                    $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c full_page_writes=off -c max_connections=200 -c shared_buffers=32MB");
                await RunAsync(Tool("pg_ctl"), "-D", Data, "-l", Path.Combine(Data, "log"), "-o", options, "-w", "-t", "60", "start");
                _port = port;
                _connection = new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = port, Username = User, Database = "postgres" }.ConnectionString;
                return;
            }
            catch (InvalidOperationException) when (_port == 0 && tries < 5)
            {
                // Somebody else was given the same port in the meantime.
            }
        }
    }

    /// <summary>Kills a server of our own as a power cut would, but for the lost writes.</summary>
    public Task StopAsync() => RunAsync(Tool("pg_ctl"), "-D", Data, "-m", "immediate", "-w", "stop");

    private string Data => Path.Combine(_folder, "data");

    private async Task MakeAsync()
    {
        _folder = Directory.CreateTempSubdirectory("aigateway-postgres-").FullName;
        if (Environment.UserName == "root")
        {
            // The server refuses to run as root.
            await RunAsync("chown", "postgres", _folder);
        }

        await RunAsync(Tool("initdb"), "-D", Data, "-U", User, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync");
        // The first line that fits counts: one role has a password.
        var access = Path.Combine(Data, "pg_hba.conf");
        await File.WriteAllTextAsync(access, $"host all {Locked} 127.0.0.1/32 scram-sha-256\n{await File.ReadAllTextAsync(access)}");
        await StartAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Tool(string name)
    {
        var folders = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(f => int.TryParse(Path.GetFileName(f), CultureInfo.InvariantCulture, out var version) ? version : 0).Select(f => Path.Combine(f, "bin"))
            : [];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Concat(folders)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists) ?? throw new InvalidOperationException(Missing);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        // Only the server's own tools are run as somebody else.
        string[] words = Environment.UserName == "root" && Path.IsPathRooted(program) ? ["runuser", "-u", "postgres", "--", program, .. arguments] : [program, .. arguments];
        var line = string.Join(' ', words.Select(word => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'"));
        // No pipes: the server would inherit them, and whoever waits for their end would wait for its end.
        var output = Path.GetTempFileName();
        var shell = new ProcessStartInfo("/bin/sh", ["-c", $"exec {line} >>'{output}' 2>&1 </dev/null"]) { WorkingDirectory = "/" };
        try
        {
            using var process = Process.Start(shell)!;
            await process.WaitForExitAsync();
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"{line} ended with {process.ExitCode}:\n{await File.ReadAllTextAsync(output)}");
            }
        }
        finally
        {
            File.Delete(output);
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_connection);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
