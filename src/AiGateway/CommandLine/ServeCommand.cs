using System.CommandLine;

namespace AiGateway.CommandLine;

/// <summary>The command <c>serve</c>, for its help alone: serving itself never comes by the parser.</summary>
internal static class ServeCommand
{
    /// <summary>Makes it.</summary>
    public static Command Build() => new("serve", "Serves until it is told to stop. This is also what happens without a command.")
    {
        new Argument<string[]>("SETTINGS") { Description = "Any setting, as --urls http://0.0.0.0:8080 or --Gateway:MaxRequestBytes=1048576.", Arity = ArgumentArity.ZeroOrMore },
    };
}
