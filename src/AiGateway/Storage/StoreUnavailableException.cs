namespace AiGateway.Storage;

/// <summary>The store does not answer, or not in time: nothing is known, and nothing was changed as far as the caller can tell.</summary>
internal sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
