namespace AiGateway.Admin;

/// <summary>Reaches whoever started the gateway, past the log.</summary>
/// <param name="output">Standard error, or what a test listens to.</param>
internal sealed class OperatorConsole(TextWriter output)
{
    /// <summary>Writes a text as it is.</summary>
    public void Write(string text)
    {
        lock (output)
        {
            output.Write(text);
            output.Flush();
        }
    }
}
