using AiGateway.Audit;
using AiGateway.Storage;

namespace AiGateway.Management;

/// <summary>Keeps keys within what their team and user may use, and operators within what they may hand out.</summary>
/// <remarks>A team that is narrowed later narrows its keys at run time; what they name beyond it is not taken out of them.</remarks>
internal sealed class KeyScope(TeamLookup teams)
{
    /// <summary>Checks a key that is to be made or changed.</summary>
    /// <param name="session">The store.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="before">The key as it is; null for a new one.</param>
    /// <param name="after">The key as it is to be.</param>
    /// <returns>The key with its team's id written as the team's own.</returns>
    /// <exception cref="ManagementException">A team or user is unknown, or the key goes beyond one, or the actor beyond their role.</exception>
    public async Task<StoredKey> CheckAsync(StoreSession session, Actor actor, StoredKey? before, StoredKey after)
    {
        var isNewScope = before is null || before.Team != after.Team || before.User != after.User || !before.Models.SequenceEqual(after.Models, StringComparer.Ordinal);
        if (isNewScope)
        {
            after = await WithinTeamAsync(session, after);
            await CheckUserAsync(session, after);
        }

        if (!actor.IsAdmin)
        {
            await CheckOperatorAsync(session, before, after);
        }

        return after;
    }

    private async Task<StoredKey> WithinTeamAsync(StoreSession session, StoredKey key)
    {
        if (key.Team is null)
        {
            return key;
        }

        var (id, models) = await teams.FindAsync(session, key.Team)
            ?? throw ManagementException.Invalid("team", "There is no team with this id.");
        return ModelScope.Beyond(models, key.Models) is { } pattern
            ? throw ManagementException.Invalid("models", $"`{pattern}` is beyond what the team `{id}` may use.")
            : key with { Team = id };
    }

    private static async Task CheckUserAsync(StoreSession session, StoredKey key)
    {
        if (key.User is null)
        {
            return;
        }

        var user = (FieldRules.IsId(key.User) ? await session.Users.FindAsync(key.User) : null)
            ?? throw ManagementException.Invalid("user", "There is no user with this id.");
        if (ModelScope.Beyond(user.Models, key.Models) is { } pattern)
        {
            throw ManagementException.Invalid("models", $"`{pattern}` is beyond what the user `{user.Id}` may use.");
        }
    }

    /// <summary>An operator hands out what a team has, and widens nothing that stands outside of teams.</summary>
    private async Task CheckOperatorAsync(StoreSession session, StoredKey? before, StoredKey after)
    {
        if (before is null)
        {
            if (after.Team is null)
            {
                throw ManagementException.Forbidden("An operator makes keys within a team; only an admin makes one outside of all.", "team");
            }

            return;
        }

        if (before.Team != after.Team)
        {
            await CheckMoveAsync(session, before.Team, after.Team);
        }

        if (after.Team is null)
        {
            await CheckOutsideAsync(session, before, after);
        }
    }

    private static async Task CheckOutsideAsync(StoreSession session, StoredKey before, StoredKey after)
    {
        if (!ModelScope.Covers(before.Models, after.Models))
        {
            throw ManagementException.Forbidden("The key belongs to no team, so an operator may only narrow what it may ask for.", "models");
        }

        if (before.User != after.User && before.User is { } old && await session.Users.FindAsync(old) is { } user)
        {
            // The key may ask for what it names, or else for what its user may.
            var limit = after.Models.Count > 0 ? after.Models : after.User is { } next ? (await session.Users.FindAsync(next))!.Models : [];
            if (!ModelScope.Covers(user.Models, limit))
            {
                throw ManagementException.Forbidden("The key belongs to no team, and its user limits what it may ask for; an operator may not take that limit away.", "user");
            }
        }

        if (before.Surfaces.Count > 0 && (after.Surfaces.Count == 0 || after.Surfaces.Except(before.Surfaces, StringComparer.Ordinal).Any()))
        {
            throw ManagementException.Forbidden("The key belongs to no team, so an operator may only narrow which surfaces it may use.", "surfaces");
        }
    }

    private async Task CheckMoveAsync(StoreSession session, string? from, string? to)
    {
        if (to is null)
        {
            throw ManagementException.Forbidden("Only an admin may take a key out of its team.", "team");
        }

        if (from is null)
        {
            return;
        }

        if (await teams.FindAsync(session, from) is not { } old || await teams.FindAsync(session, to) is not { } next || !ModelScope.Covers(old.Models, next.Models))
        {
            throw ManagementException.Forbidden($"The team `{to}` may use more than the key's own, so only an admin may move the key there.", "team");
        }
    }
}
