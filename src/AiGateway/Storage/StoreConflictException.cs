namespace AiGateway.Storage;

/// <summary>The store refuses what it was given, since it contradicts what is there: an id that is taken, say.</summary>
internal sealed class StoreConflictException(string message, Exception? inner = null) : Exception(message, inner);
