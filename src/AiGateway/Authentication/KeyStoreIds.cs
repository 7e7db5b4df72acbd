namespace AiGateway.Authentication;

/// <summary>Ids of keys and their owners.</summary>
/// <param name="Keys">Ids of keys.</param>
/// <param name="Teams">Ids of teams.</param>
/// <param name="Users">Ids of users.</param>
internal sealed record KeyStoreIds(IReadOnlySet<string> Keys, IReadOnlySet<string> Teams, IReadOnlySet<string> Users);
