namespace AiGateway.CommandLine;

/// <summary>Ends a command with words for whoever gave it.</summary>
internal sealed class CommandException(string message, int exitCode = ExitCode.Failed) : Exception(message)
{
    /// <summary>What the program ends with.</summary>
    public int Code { get; } = exitCode;
}
