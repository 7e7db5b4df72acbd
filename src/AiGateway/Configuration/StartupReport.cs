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

    /// <summary>The problem behind an exception of .NET's own file loading, which happens before our reader runs.</summary>
    /// <returns><see langword="null"/> for exceptions that are not about a configuration file.</returns>
    public static ConfigurationProblem? FromException(Exception exception) => exception switch
    {
        InvalidDataException { InnerException: { } inner } broken => new ConfigurationProblem(
            "configuration file", $"{broken.Message} {inner.InnerException?.Message ?? inner.Message}"),
        FileNotFoundException missing when missing.Message.Contains("configuration file", StringComparison.Ordinal) =>
            new ConfigurationProblem("configuration file", missing.Message),
        _ => null,
    };
}
