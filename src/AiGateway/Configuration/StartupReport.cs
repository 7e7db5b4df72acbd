using System.Globalization;
using System.Text;

namespace AiGateway.Configuration;

/// <summary>Puts configuration problems into words for whoever starts the gateway.</summary>
internal static class StartupReport
{
    /// <summary>The exit code of a start that was refused.</summary>
    public const int RefusedExitCode = 1;

    /// <summary>Writes every problem and answers the exit code to end with.</summary>
    public static int Refuse(IReadOnlyList<ConfigurationProblem> problems, TextWriter output)
    {
        output.Write(Format(problems));
        return RefusedExitCode;
    }

    /// <summary>All problems as text: one path a line, its message indented below.</summary>
    public static string Format(IReadOnlyList<ConfigurationProblem> problems)
    {
        var text = new StringBuilder();
        var count = problems.Count == 1 ? "one error" : string.Create(CultureInfo.InvariantCulture, $"{problems.Count} errors");
        text.Append(CultureInfo.InvariantCulture, $"The configuration has {count}, so the gateway does not start:\n\n");
        foreach (var problem in problems)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {problem.Path}\n      {problem.Message}\n");
        }

        return text.ToString();
    }

    /// <summary>The problem behind an exception of .NET's own file loading or of YARP's own section, which our reader does not see.</summary>
    /// <returns><see langword="null"/> for exceptions that are not about the configuration.</returns>
    public static ConfigurationProblem? FromException(Exception exception) => exception switch
    {
        InvalidDataException { InnerException: { } inner } broken => new ConfigurationProblem(
            "configuration file", $"{broken.Message} {inner.InnerException?.Message ?? inner.Message}"),
        FileNotFoundException missing when missing.Message.Contains("configuration file", StringComparison.Ordinal) =>
            new ConfigurationProblem("configuration file", missing.Message),
        // YARP checks its own section when its routes are mapped, and throws what it found.
        InvalidOperationException { InnerException: AggregateException found, Message: var message } when message.Contains("proxy configuration", StringComparison.Ordinal) =>
            new ConfigurationProblem("ReverseProxy", string.Join(' ', found.Flatten().InnerExceptions.Select(static e => e.Message))),
        _ => null,
    };
}
