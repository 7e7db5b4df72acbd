using AiGateway.Storage;

namespace AiGateway.Authentication;

/// <summary>What the store has of keys and their owners.</summary>
/// <param name="Keys">The keys.</param>
/// <param name="Teams">The teams.</param>
/// <param name="Users">The users.</param>
internal sealed record KeyStoreContent(IReadOnlyList<StoredKey> Keys, IReadOnlyList<StoredTeam> Teams, IReadOnlyList<StoredUser> Users);
