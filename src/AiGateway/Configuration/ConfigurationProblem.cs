namespace AiGateway.Configuration;

/// <summary>One thing that is wrong in the configuration (or, among warnings, doubtful), with the path of the field it is about.</summary>
/// <param name="Path">Full path as .NET configuration writes it, such as <c>Gateway:Models:fast:Targets:1:Model</c>.</param>
/// <param name="Message">What is wrong and what to do about it, in whole sentences; never holds a secret.</param>
internal sealed record ConfigurationProblem(string Path, string Message)
{
    /// <summary>Path and message on one line.</summary>
    public override string ToString() => $"{Path}: {Message}";
}
