namespace AiGateway.Admin.Answers;

/// <summary>One thing that is wrong or doubtful in the configuration.</summary>
/// <param name="Path">The path of the field.</param>
/// <param name="Message">What is wrong and what to do about it.</param>
internal sealed record ConfigurationProblemAnswer(string Path, string Message);
