using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Observability;

/// <summary>The real executable with a configuration file of its own, its output line by line.</summary>
public sealed partial class GatewayProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> _output = [];
    private readonly ConcurrentQueue<string> _errors = [];
    private readonly Process _process;
    private readonly string _folder;

    private GatewayProcess(Process process, string folder)
    {
        (_process, _folder) = (process, folder);
        process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The memory it holds at this moment, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Its number, which is that of the process started even where it runs as another user.</summary>
    public int Id => _process.Id;

    /// <summary>What it has written to standard output so far.</summary>
    public IReadOnlyList<string> Output => [.. _output];

    /// <summary>What it has written to standard error so far.</summary>
    public IReadOnlyList<string> Errors => [.. _errors];

    /// <summary>Starts it as a server on a free loopback port, or on the address given, and does not wait.</summary>
    public static GatewayProcess Start(object configuration, IReadOnlyDictionary<string, string>? environment = null, string url = "http://127.0.0.1:0")
    {
        var folder = Directory.CreateTempSubdirectory("aigateway-test-").FullName;
        var json = configuration as string ?? JsonSerializer.Serialize(configuration);
        File.WriteAllText(Path.Combine(folder, "appsettings.json"), json);
        return Run(folder, ["--contentRoot", folder, "--urls", url, .. StoreSwitches.For(json, environment)], environment);
    }

    /// <summary>Starts it as a server as somebody else, who may read every file as the tests may; only root can.</summary>
    /// <param name="user">The user's number.</param>
    /// <param name="configuration">The file's content, without a store, since the folder is not that user's.</param>
    /// <param name="environment">Environment variables.</param>
    public static GatewayProcess StartAs(int user, object configuration, IReadOnlyDictionary<string, string>? environment = null)
    {
        var folder = Directory.CreateTempSubdirectory("aigateway-test-").FullName;
        var json = JsonSerializer.Serialize(configuration);
        File.WriteAllText(Path.Combine(folder, "appsettings.json"), json);
        var number = user.ToString(CultureInfo.InvariantCulture);
        return Run(
            folder,
            ["--contentRoot", folder, "--urls", "http://127.0.0.1:0", .. StoreSwitches.For(json, environment)],
            environment,
            "setpriv", "--reuid", number, "--regid", number, "--clear-groups", "--inh-caps", "+dac_read_search", "--ambient-caps", "+dac_read_search", "--");
    }

    /// <summary>Starts it with a command line of the test's own.</summary>
    public static GatewayProcess Command(params string[] arguments) => Run(Directory.CreateTempSubdirectory("aigateway-test-").FullName, arguments, null);

    /// <summary>Waits until it serves, and gives its address.</summary>
    public async Task<Uri> WaitForAddressAsync()
    {
        var line = await WaitForLineAsync("AiGateway serves on");
        return new Uri(Address().Match(line).Value);
    }

    /// <summary>Waits for a line of standard output that contains a text.</summary>
    public async Task<string> WaitForLineAsync(string text)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience; await Task.Delay(20))
        {
            if (_output.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) is { } found)
            {
                return found;
            }

            if (_process.HasExited)
            {
                await Task.Delay(200);
                if (!_output.Any(line => line.Contains(text, StringComparison.Ordinal)))
                {
                    break;
                }
            }
        }

        throw new TimeoutException($"No line with '{text}' among:\n{string.Join('\n', _output)}\n{string.Join('\n', _errors)}");
    }

    /// <summary>Waits for its end and gives the exit code.</summary>
    public async Task<int> WaitForExitAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    /// <summary>Asks it to stop, as a container's host does.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await WaitForExitAsync();
        }

        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static GatewayProcess Run(string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment, params string[] through)
    {
        string[] words = [.. through, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", Path.Combine(AppContext.BaseDirectory, "aigateway.dll"), .. arguments];
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };

        // Whoever runs the tests may have keys and settings of their own.
        foreach (var name in start.Environment.Keys.Where(IsSetting).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new GatewayProcess(new Process { StartInfo = start }, folder);
    }

    private static bool IsSetting(string name) =>
        name.EndsWith("_API_KEY", StringComparison.OrdinalIgnoreCase) || name.StartsWith("AIGATEWAY", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("Gateway__", StringComparison.OrdinalIgnoreCase) || name.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("Serilog__", StringComparison.OrdinalIgnoreCase);

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }

    [GeneratedRegex(@"http://[0-9.]+:\d+")]
    private static partial Regex Address();
}
