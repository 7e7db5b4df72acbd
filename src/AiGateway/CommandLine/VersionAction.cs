using System.CommandLine;
using System.CommandLine.Invocation;

namespace AiGateway.CommandLine;

/// <summary>Writes the program's version.</summary>
internal sealed class VersionAction : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(typeof(VersionAction).Assembly.GetName().Version?.ToString(3));
        return ExitCode.Done;
    }
}
