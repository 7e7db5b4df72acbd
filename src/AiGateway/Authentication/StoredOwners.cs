using System.Collections.Frozen;
using AiGateway.Storage;

namespace AiGateway.Authentication;

/// <summary>The store's teams and users as they are at one time.</summary>
internal sealed class StoredOwners
{
    /// <summary>None at all.</summary>
    public static StoredOwners None { get; } = new([], []);

    private readonly FrozenDictionary<string, StoredTeam> _teams;
    private readonly FrozenDictionary<string, StoredUser> _users;

    /// <summary>Takes them over.</summary>
    public StoredOwners(IEnumerable<StoredTeam> teams, IEnumerable<StoredUser> users)
    {
        _teams = teams.ToFrozenDictionary(static team => team.Id, StringComparer.Ordinal);
        _users = users.ToFrozenDictionary(static user => user.Id, StringComparer.Ordinal);
    }

    /// <summary>The team of that id; null for none.</summary>
    public StoredTeam? Team(string id) => _teams.GetValueOrDefault(id);

    /// <summary>The user of that id; null for none.</summary>
    public StoredUser? User(string id) => _users.GetValueOrDefault(id);

    /// <summary>The same with what has these ids as it is now.</summary>
    public StoredOwners With(KeyStoreIds changed, KeyStoreContent now) => new(
        [.. _teams.Values.Where(team => !changed.Teams.Contains(team.Id)), .. now.Teams],
        [.. _users.Values.Where(user => !changed.Users.Contains(user.Id)), .. now.Users]);
}
