using AiGateway.Protocol.Chat;

namespace AiGateway.Explaining;

/// <summary>The error that a caller would get.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">Its code, or its type where it has none.</param>
/// <param name="Message">Its message.</param>
internal sealed record ExplainedError(int Status, string Code, string Message)
{
    /// <summary>An error as it is explained; null for none.</summary>
    public static ExplainedError? Of(GatewayError? error) => error is null ? null : new ExplainedError(error.Status, error.Code ?? error.Type, error.Message);
}
