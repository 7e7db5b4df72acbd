using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using AiGateway.Audit;
using AiGateway.Management;
using AiGateway.Secrets;
using AiGateway.Storage;

namespace AiGateway.CommandLine;

/// <summary>The program: serves, or carries out the command that its first argument names.</summary>
internal static class CommandProgram
{
    private static readonly string[] Help = ["--help", "-h", "-?", "--version"];
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    /// <summary>Runs it to its end.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="console">Where it reads and writes.</param>
    /// <param name="serve">Serves; gets every argument but the word <c>serve</c>.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, CommandConsole console, Func<string[], Task<int>> serve)
    {
        // What ASP.NET understands is nobody's to judge but ASP.NET's.
        if (args is [] || IsConfiguration(args[0]) || (args[0] == "serve" && !args[1..].Any(Help.Contains)))
        {
            return await serve(args is ["serve", ..] ? args[1..] : args);
        }

        var configuration = ConfigurationArguments.Split(args, out var command);
        var root = CommandTree.Build(new CommandContext(console, configuration));
        var parsed = root.Parse(command, Parsing);
        return parsed is { Errors.Count: > 0, Action: ParseErrorAction } ? Explain(parsed, console) : await InvokeAsync(parsed, console);
    }

    /// <summary>A word alone is a command, or a mistake; never a setting.</summary>
    private static bool IsConfiguration(string argument) =>
        !Help.Contains(argument, StringComparer.Ordinal) && (argument.StartsWith('-') || argument.StartsWith('/') || argument.Contains('=', StringComparison.Ordinal));

    private static async Task<int> InvokeAsync(ParseResult parsed, CommandConsole console)
    {
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { Output = console.Output, Error = console.Errors, EnableDefaultExceptionHandler = false });
        }
        catch (CommandException exception)
        {
            await console.Errors.WriteLineAsync(exception.Message);
            return exception.Code;
        }
        catch (StoreUnavailableException exception)
        {
            await console.Errors.WriteLineAsync($"The store does not answer: {exception.Message}");
            return ExitCode.StoreUnavailable;
        }
        catch (Exception exception) when (exception is ManagementException or AuditUnavailableException or StoreConflictException or KeyRingException)
        {
            await console.Errors.WriteLineAsync(exception.Message);
            return ExitCode.Failed;
        }
        catch (OperationCanceledException)
        {
            await console.Errors.WriteLineAsync("Broken off.");
            return ExitCode.Failed;
        }
#pragma warning disable CA1031 // Whoever gave the command gets words and an exit code, whatever happened.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await console.Errors.WriteLineAsync($"The command failed: {exception.GetType().Name}: {exception.Message}");
            return ExitCode.Failed;
        }
    }

    private static int Explain(ParseResult parsed, CommandConsole console)
    {
        // A word that is no command also leaves the command missing, which nobody need be told.
        var errors = parsed.UnmatchedTokens.Count > 0 ? parsed.Errors.Where(error => parsed.UnmatchedTokens.Any(token => error.Message.Contains($"'{token}'", StringComparison.Ordinal))) : parsed.Errors;
        foreach (var error in errors)
        {
            console.Errors.WriteLine(Veil(error.Message, parsed));
        }

        if (PathOf(parsed.CommandResult).StartsWith("aigateway secrets ", StringComparison.Ordinal) && parsed.UnmatchedTokens.Count > 0)
        {
            console.Errors.WriteLine("A secret's value is not taken from the command line, which other processes can read. Pipe it in, name a --file, or type it.");
        }

        console.Errors.WriteLine($"See: {PathOf(parsed.CommandResult)} --help");
        return ExitCode.Usage;
    }

    /// <summary>What should not be on a command line need not be said a second time.</summary>
    private static string Veil(string message, ParseResult parsed)
    {
        var isValue = PathOf(parsed.CommandResult).StartsWith("aigateway secrets ", StringComparison.Ordinal);
        return parsed.UnmatchedTokens.Concat(parsed.Tokens.Select(static token => token.Value)).Distinct(StringComparer.Ordinal)
            .Where(word => Inputs.IsSecret(word) || (isValue && parsed.UnmatchedTokens.Contains(word, StringComparer.Ordinal)))
            .Aggregate(message, static (text, word) => text.Replace(word, "***", StringComparison.Ordinal));
    }

    private static string PathOf(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{PathOf(parent)} {result.Command.Name}" : "aigateway";
}
