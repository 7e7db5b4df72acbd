namespace AiGateway.Audit;

/// <summary>A change cannot be put on record, or not in time, and is therefore refused; nothing was changed.</summary>
internal sealed class AuditUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
