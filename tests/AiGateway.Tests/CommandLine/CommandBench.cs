using System.Text;
using System.Text.Json;
using AiGateway.CommandLine;
using AiGateway.Configuration;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.CommandLine;

/// <summary>A folder with a configuration of its own, in which commands are given without a process of their own.</summary>
internal sealed class CommandBench : IDisposable
{
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);
    private readonly bool _isOwn;

    public CommandBench(object? configuration = null)
    {
        (Folder, _isOwn) = (Directory.CreateTempSubdirectory("aigateway-command-").FullName, true);
        Write(configuration ?? new { });
    }

    /// <summary>Gives commands where a gateway has its configuration.</summary>
    public CommandBench(TestGateway gateway, IEnumerable<KeyValuePair<string, string>> variables)
    {
        Folder = gateway.Folder;
        _variables = new(variables, StringComparer.Ordinal);
    }

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The environment that commands see; the process's own is not.</summary>
    public IDictionary<string, string> Variables => _variables;

    /// <summary>What somebody types when asked; null where they end the input instead.</summary>
    public string? Typed { get; set; }

    /// <summary>What was given to the server to serve with; null while it was not called.</summary>
    public string[]? Served { get; private set; }

    /// <summary>Replaces the configuration.</summary>
    public void Write(object configuration) =>
        File.WriteAllText(Path.Combine(Folder, "appsettings.json"), configuration as string ?? JsonSerializer.Serialize(configuration));

    /// <summary>Gives a command, with nothing piped in.</summary>
    public Task<CommandResult> RunAsync(params string[] args) => RunAsync("", args);

    /// <summary>Gives a command with something piped in; null for somebody at a terminal.</summary>
    public async Task<CommandResult> RunAsync(string? input, string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var errors = new StringWriter { NewLine = "\n" };
        var console = new CommandConsole
        {
            Output = output,
            Errors = errors,
            Input = () => new MemoryStream(Encoding.UTF8.GetBytes(input ?? "")),
            IsTyped = input is null,
            ReadHidden = () => Typed,
            Environment = new ReaderEnvironment { BaseDirectory = Folder, Variable = name => _variables.GetValueOrDefault(name) },
        };
        var code = await CommandProgram.RunAsync(
            [.. args, "--contentRoot", Folder],
            console,
            settings =>
            {
                Served = settings;
                return Task.FromResult(0);
            });
        return new CommandResult(code, output.ToString(), errors.ToString());
    }

    public void Dispose()
    {
        if (_isOwn)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
