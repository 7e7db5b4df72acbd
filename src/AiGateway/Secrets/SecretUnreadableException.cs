namespace AiGateway.Secrets;

/// <summary>An encrypted secret that cannot be decrypted: its master key is not there, or it was not made by that key for that owner. The message tells no content.</summary>
internal sealed class SecretUnreadableException(string message, Exception? inner = null) : Exception(message, inner);
