namespace AiGateway.Configuration;

/// <summary>The form of a log line on standard output.</summary>
internal enum LogFormat
{
    /// <summary>Text for people.</summary>
    Console,

    /// <summary>One JSON object a line, for collectors.</summary>
    Json,
}
