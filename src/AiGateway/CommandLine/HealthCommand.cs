using System.CommandLine;
using AiGateway.Surfaces;

namespace AiGateway.CommandLine;

/// <summary>The command <c>health</c>.</summary>
internal static class HealthCommand
{
    /// <summary>Makes it.</summary>
    public static Command Build(CommandContext context)
    {
        var url = new Argument<string>("URL") { Description = "The gateway's base address.", DefaultValueFactory = static _ => ListeningSetup.DefaultUrl };
        var command = new Command("health", "Asks a gateway whether it is alive.") { url };
        command.SetAction((parsed, _) => HealthProbe.RunAsync(parsed.GetRequiredValue(url), context.Console.Errors));
        return command;
    }
}
