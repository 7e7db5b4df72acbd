namespace AiGateway.Protocol.Chat;

/// <summary>A failure in OpenAI's words, from which every format writes its own.</summary>
/// <param name="Status">The HTTP status to answer with, 400 to 599.</param>
/// <param name="Type">OpenAI's <c>type</c>, such as <c>invalid_request_error</c>.</param>
/// <param name="Message">A sentence for the caller's developer; never a secret.</param>
public sealed record GatewayError(int Status, string Type, string Message)
{
    /// <summary>OpenAI's <c>code</c>, such as <c>model_not_found</c>; null where there is none.</summary>
    public string? Code { get; init; }

    /// <summary>The request's field at fault, as a path such as <c>messages[0].role</c>; null where there is none.</summary>
    public string? Param { get; init; }

    /// <summary>What the failure is about, where that decides who may answer instead.</summary>
    public ErrorKind Kind { get; init; }

    /// <summary>How long the provider's own words ask to wait; null where they do not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>A request that cannot be right, status 400.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="param">Where.</param>
    /// <param name="code">OpenAI's code.</param>
    public static GatewayError InvalidRequest(string message, string? param = null, string? code = null) =>
        new(400, "invalid_request_error", message) { Param = param, Code = code };
}
