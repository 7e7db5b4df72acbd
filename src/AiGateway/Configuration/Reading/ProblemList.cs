namespace AiGateway.Configuration.Reading;

/// <summary>Collects what is wrong while the configuration is read, so that all of it is reported at once.</summary>
internal sealed class ProblemList
{
    private readonly List<ConfigurationProblem> _errors = [];
    private readonly List<ConfigurationProblem> _warnings = [];

    /// <summary>What refuses the configuration.</summary>
    public IReadOnlyList<ConfigurationProblem> Errors => _errors;

    /// <summary>What does not, but should be known.</summary>
    public IReadOnlyList<ConfigurationProblem> Warnings => _warnings;

    /// <summary>Adds an error.</summary>
    public void Add(string path, string message) => _errors.Add(new ConfigurationProblem(OneLine(path), message));

    /// <summary>Adds a warning.</summary>
    public void Warn(string path, string message) => _warnings.Add(new ConfigurationProblem(OneLine(path), message));

    /// <summary>Keys are the operator's, and what they hold must not break a log line.</summary>
    private static string OneLine(string path) => path.Any(char.IsControl) ? new string([.. path.Select(c => char.IsControl(c) ? '?' : c)]) : path;
}
