using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AiGateway.Tests.Hosting;

/// <summary>A real <c>redis-server</c> on a port of its own, without persistence, that a test may kill, stop and start again.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    /// <summary>What must be installed.</summary>
    public const string Program = "redis-server";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("aigateway-redis-").FullName;
    private readonly string? _password;
    private Process? _process;
    private int _asked;

    private RedisServer(string? password) => (_password, Port) = (password, FreePort());

    /// <summary>The port, which stays the same when the server is started again.</summary>
    public int Port { get; }

    /// <summary>A connection string with the right password.</summary>
    public string ConnectionString => $"127.0.0.1:{Port}{(_password is null ? "" : $",password={_password}")}";

    /// <summary>A server that is not running yet.</summary>
    public static RedisServer Create(string? password = null) => new(password);

    /// <summary>A server that runs.</summary>
    public static async Task<RedisServer> StartAsync(string? password = null)
    {
        var server = new RedisServer(password);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts it, empty; returns when it answers.</summary>
    public async Task StartAgainAsync()
    {
        string[] arguments =
        [
            "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", _folder,
            .. _password is null ? (string[])[] : ["--requirepass", _password],
        ];
        var start = new ProcessStartInfo(Program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            _process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new InvalidOperationException($"These tests need a real Redis, and there is no {Program} on PATH. Install it: apt-get install redis-server", exception);
        }

        _asked = 0;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience; await Task.Delay(20))
        {
            if (_process.HasExited)
            {
                throw new InvalidOperationException($"{Program} ended at once with code {_process.ExitCode}, perhaps because port {Port} was taken meanwhile.");
            }

            if (await TryAskAsync("PING") == "+PONG")
            {
                return;
            }
        }

        throw new TimeoutException($"{Program} did not answer within {Patience}.");
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    /// <summary>Has it hold its breath: connections stay, and nothing is answered.</summary>
    public Task PauseAsync() => SignalAsync("-STOP");

    /// <summary>Ends the pause.</summary>
    public Task ResumeAsync() => SignalAsync("-CONT");

    /// <summary>Sends a command on a connection of its own and gives the answer's lines without their ends.</summary>
    public async Task<string> AskAsync(params string[] command) =>
        await TryAskAsync(command) ?? throw new InvalidOperationException($"Redis does not answer to {string.Join(' ', command)}.");

    /// <summary>How many connections it has accepted since it was started, this method's own left out.</summary>
    public async Task<int> ConnectionsAsync()
    {
        var line = (await AskAsync("INFO", "stats")).Split('\n').Single(l => l.StartsWith("total_connections_received:", StringComparison.Ordinal));
        return int.Parse(line.Split(':')[1], CultureInfo.InvariantCulture) - _asked;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Outside the range from which the system gives ports to whoever asks for any: other tests do that all the time.</summary>
    private static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(15_000, 32_000);
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Taken.
            }
        }
    }

    private async Task<string?> TryAskAsync(params string[] command)
    {
        using var client = new TcpClient();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, Port, limit.Token);
            _asked++;
            var stream = client.GetStream();
            if (_password is not null)
            {
                await SendAsync(stream, ["AUTH", _password], limit.Token);
                await ReadAsync(stream, limit.Token);
            }

            await SendAsync(stream, command, limit.Token);
            return await ReadAsync(stream, limit.Token);
        }
        catch (Exception exception) when (exception is SocketException or IOException or OperationCanceledException)
        {
            return null;
        }
    }

    private static async Task SendAsync(NetworkStream stream, string[] command, CancellationToken token)
    {
        var text = new StringBuilder().Append('*').Append(command.Length).Append("\r\n");
        foreach (var word in command)
        {
            text.Append('$').Append(Encoding.UTF8.GetByteCount(word)).Append("\r\n").Append(word).Append("\r\n");
        }

        await stream.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), token);
    }

    /// <summary>One whole answer: a line, a text, or a list of texts, a line each.</summary>
    private static async Task<string> ReadAsync(NetworkStream stream, CancellationToken token)
    {
        var head = await ReadLineAsync(stream, token);
        var length = head[0] is '$' or '*' ? int.Parse(head.AsSpan(1), CultureInfo.InvariantCulture) : -1;
        if (length < 0)
        {
            return head;
        }

        if (head[0] == '*')
        {
            var items = new List<string>();
            for (var i = 0; i < length; i++)
            {
                items.Add(await ReadAsync(stream, token));
            }

            return string.Join('\n', items);
        }

        var body = new byte[length + 2];
        await stream.ReadExactlyAsync(body, token);
        return Encoding.UTF8.GetString(body, 0, length).ReplaceLineEndings("\n");
    }

    private static async Task<string> ReadLineAsync(NetworkStream stream, CancellationToken token)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (one[0] != '\n')
        {
            await stream.ReadExactlyAsync(one, token);
            line.Append((char)one[0]);
        }

        return line.ToString().TrimEnd();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        kill.ExitCode.ShouldBe(0);
    }
}
