using System.Diagnostics;

namespace AiGateway.Clients.Fakes;

/// <summary>Runs the scenario scripts in <c>tests/AiGateway.Clients/node</c>, which drive the providers' own SDKs.</summary>
public static class NodeSdk
{
    private static readonly TimeSpan RunLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(5);

    // Node alone takes half a second of a core to start: more at once than there are cores only makes each time out.
    private static readonly SemaphoreSlim Slots = new(Math.Max(1, Environment.ProcessorCount));
    private static readonly SemaphoreSlim Preparing = new(1);

    private static string? _folder;

    /// <summary>Runs one scenario of a script against a server.</summary>
    /// <param name="script">The script's file name, such as <c>openai.mjs</c>.</param>
    /// <param name="scenario">The scenario's name in the script.</param>
    /// <param name="baseUrl">What the SDK gets as base URL.</param>
    /// <param name="key">What the SDK gets as API key.</param>
    /// <param name="model">The model to ask for.</param>
    /// <param name="variables">Further environment variables, such as PROMPT, EMBEDDING_MODEL, MAX_RETRIES.</param>
    /// <exception cref="TimeoutException">The scenario took longer than a minute; it was killed.</exception>
    public static async Task<NodeRun> RunAsync(string script, string scenario, Uri baseUrl, string key, string model, params (string Name, string Value)[] variables)
    {
        var folder = await FolderAsync();
        await Slots.WaitAsync();
        try
        {
            var start = Command("node", folder, script, scenario);
            start.Environment["BASE_URL"] = baseUrl.AbsoluteUri.TrimEnd('/');
            start.Environment["API_KEY"] = key;
            start.Environment["MODEL"] = model;
            foreach (var (name, value) in variables)
            {
                start.Environment[name] = value;
            }

            return await RunAsync(start, RunLimit);
        }
        finally
        {
            Slots.Release();
        }
    }

    /// <summary>The scripts' folder, with the packages in it.</summary>
    internal static async Task<string> FolderAsync()
    {
        await Preparing.WaitAsync();
        try
        {
            return _folder ??= await PrepareAsync();
        }
        finally
        {
            Preparing.Release();
        }
    }

    private static async Task<string> PrepareAsync()
    {
        var folder = FindFolder();
        var lockFile = Path.Combine(Path.GetTempPath(), "aigateway-npm.lock");
        await using var held = await LockAsync(lockFile);
        var installed = new FileInfo(Path.Combine(folder, "node_modules", ".package-lock.json"));
        if (!installed.Exists || installed.LastWriteTimeUtc < File.GetLastWriteTimeUtc(Path.Combine(folder, "package-lock.json")))
        {
            var install = await RunAsync(Command("npm", folder, "ci", "--no-audit", "--no-fund"), InstallLimit);
            if (install.ExitCode != 0)
            {
                throw new InvalidOperationException($"npm ci failed in tests/AiGateway.Clients/node: {install.Errors}{install.Output}");
            }
        }

        return folder;
    }

    /// <summary>Holds a lock that other test processes respect too.</summary>
    private static async Task<FileStream> LockAsync(string path)
    {
        var deadline = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (deadline.Elapsed < InstallLimit)
            {
                await Task.Delay(100);
            }
        }
    }

    private static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "tests", "AiGateway.Clients", "node");
            if (File.Exists(Path.Combine(candidate, "package.json")))
            {
                return candidate;
            }
        }

        throw new DirectoryNotFoundException($"tests/AiGateway.Clients/node is not above {AppContext.BaseDirectory}: run the tests from a checkout.");
    }

    private static ProcessStartInfo Command(string program, string folder, params string[] arguments) => new(program, arguments)
    {
        WorkingDirectory = folder,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        UseShellExecute = false,
    };

    private static async Task<NodeRun> RunAsync(ProcessStartInfo start, TimeSpan limit)
    {
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new InvalidOperationException($"'{start.FileName}' could not be started: install Node.js 20 or newer (with npm).", missing);
        }

        using (process)
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            using var deadline = new CancellationTokenSource(limit);
            try
            {
                await process.WaitForExitAsync(deadline.Token);
            }
            catch (OperationCanceledException late)
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException($"{start.FileName} {string.Join(' ', start.ArgumentList)} took longer than {limit}: {await errors}{await output}", late);
            }

            return new NodeRun(process.ExitCode, await output, await errors);
        }
    }
}
