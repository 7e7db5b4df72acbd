using System.CommandLine;
using AiGateway.Configuration;

namespace AiGateway.CommandLine;

/// <summary>What every command is given: where it writes, and the configuration's share of the command line.</summary>
/// <param name="Console">Where it reads and writes.</param>
/// <param name="Configuration">The arguments that are configuration.</param>
internal sealed record CommandContext(CommandConsole Console, string[] Configuration)
{
    /// <summary>The gateway as it would serve, but started by nobody: nothing listens, nothing runs in the background, nothing is logged.</summary>
    /// <exception cref="CommandException">The configuration is refused.</exception>
    public WebApplication Build()
    {
        using var errors = new StringWriter();
        try
        {
            return GatewayHost.Build(Configuration, errors, Console.Environment, static builder => builder.Logging.ClearProviders())
                ?? throw new CommandException(errors.ToString().TrimEnd());
        }
        catch (Exception exception) when (StartupReport.FromException(exception) is { } problem)
        {
            throw new CommandException(StartupReport.Format([problem]).TrimEnd());
        }
    }

    /// <summary>An option that asks for JSON instead of text.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Answer in JSON." };
}
