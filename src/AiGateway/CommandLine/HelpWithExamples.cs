using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace AiGateway.CommandLine;

/// <summary>Help that ends with examples.</summary>
/// <param name="usual">Writes the help without them.</param>
/// <param name="more">What follows for a command; by the command's name and those above it.</param>
internal sealed class HelpWithExamples(HelpAction usual, IReadOnlyDictionary<Command, string> more) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        // Always the same, however wide the terminal: what is written here is also in the documentation.
        usual.MaxWidth = 110;
        var code = usual.Invoke(parseResult);
        if (more.TryGetValue(parseResult.CommandResult.Command, out var text))
        {
            parseResult.InvocationConfiguration.Output.WriteLine(text.ReplaceLineEndings("\n"));
        }

        return code;
    }
}
