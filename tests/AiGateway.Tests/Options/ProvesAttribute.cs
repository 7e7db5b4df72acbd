namespace AiGateway.Tests.Options;

/// <summary>Marks a test in which changing an option, or sending or reading a header, changes what can be observed.</summary>
/// <param name="subject">The option's path with <c>*</c> for every name, or <c>header </c> and the header's name.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class ProvesAttribute(string subject) : Attribute
{
    /// <summary>What is proved to have an effect.</summary>
    public string Subject { get; } = subject;
}
