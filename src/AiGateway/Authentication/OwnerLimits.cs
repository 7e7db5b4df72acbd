using AiGateway.Configuration;

namespace AiGateway.Authentication;

/// <summary>What a team and a user leave to whoever calls in their name. A team of both the configuration and the store counts twice.</summary>
internal sealed class OwnerLimits
{
    private readonly List<ModelPattern[]> _models = [];
    private readonly List<string> _owners = [];
    private readonly List<string> _tags = [];

    /// <summary>Looks both up.</summary>
    /// <param name="teamId">The team; null for the user's own, if any.</param>
    /// <param name="userId">The user, who need not be in the store; null for none.</param>
    /// <param name="index">What the configuration has.</param>
    /// <param name="owners">What the store has.</param>
    public OwnerLimits(string? teamId, string? userId, VirtualKeyIndex index, StoredOwners owners)
    {
        var user = userId is null ? null : owners.User(userId);
        NeedsStore = userId is not null;
        IsUserUnknown = userId is not null && user is null;
        Team = teamId ?? user?.Team;
        if (user is not null)
        {
            Add("user", user.Models, user.Tags, user.Enabled);
        }

        AddTeam(teamId, index, owners);
        if (user?.Team is { } own && !own.Equals(teamId, StringComparison.Ordinal))
        {
            AddTeam(own, index, owners);
        }
    }

    /// <summary>The team; null for none.</summary>
    public string? Team { get; private set; }

    /// <summary>Whether none of them is switched off, and the team exists.</summary>
    public bool Enabled { get; private set; } = true;

    /// <summary>Whether there is a user whom the store does not have.</summary>
    public bool IsUserUnknown { get; }

    /// <summary>Whether the store must have been read for this to be all.</summary>
    public bool NeedsStore { get; private set; }

    /// <summary>The tags of all of them.</summary>
    public IReadOnlyList<string> Tags => _tags;

    /// <summary>The patterns of each that has any; a name must match one of every row.</summary>
    public IReadOnlyList<ModelPattern[]> Models => _models;

    /// <summary>Who of them forbids a model: <c>team</c> or <c>user</c>; null for nobody.</summary>
    public string? Forbidder(string model)
    {
        var row = _models.FindIndex(patterns => !Array.Exists(patterns, pattern => pattern.Matches(model)));
        return row < 0 ? null : _owners[row];
    }

    /// <summary>The names of a list as patterns.</summary>
    public static ModelPattern[] Patterns(IReadOnlyList<string> models) => [.. models.Select(static model => new ModelPattern(model))];

    private void AddTeam(string? id, VirtualKeyIndex index, StoredOwners owners)
    {
        if (id is null)
        {
            return;
        }

        var configured = index.Team(id);
        if (configured is not null)
        {
            Add("team", configured.Models, configured.Tags, configured.Enabled);
        }

        var stored = owners.Team(id);
        if (stored is not null)
        {
            Add("team", stored.Models, stored.Tags, stored.Enabled);
        }

        NeedsStore |= configured is null;
        // What a team that is not there would have allowed is not known.
        Enabled &= configured is not null || stored is not null;
    }

    private void Add(string owner, IReadOnlyList<string> models, IReadOnlyList<string> tags, bool enabled)
    {
        if (models.Count > 0)
        {
            _models.Add(Patterns(models));
            _owners.Add(owner);
        }

        _tags.AddRange(tags);
        Enabled &= enabled;
    }
}
