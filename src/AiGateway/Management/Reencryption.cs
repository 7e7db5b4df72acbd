namespace AiGateway.Management;

/// <summary>What encrypting anew has come to.</summary>
/// <param name="Done">How many secrets are now under the master key in force that were not before.</param>
/// <param name="Unreadable">The names of those whose master key is not there, or whose content was changed; they stay as they are.</param>
internal sealed record Reencryption(int Done, IReadOnlyList<string> Unreadable);
