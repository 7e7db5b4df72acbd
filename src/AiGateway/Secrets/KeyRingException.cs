namespace AiGateway.Secrets;

/// <summary>Key material that cannot be used; the message tells none of it.</summary>
/// <param name="path">Where it comes from: a configuration path or a file.</param>
/// <param name="message">What is wrong, and what to do.</param>
/// <param name="inner">What the system said, where it said something.</param>
internal sealed class KeyRingException(string path, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>A configuration path or a file.</summary>
    public string Path { get; } = path;
}
