using AiGateway.Audit;
using AiGateway.Storage;

namespace AiGateway.Management;

/// <summary>The way in while there is no admin: a token that is printed at the start and is good for making the first real one, once.</summary>
internal sealed class AdminBootstrap(AuditLog audit, AdminTokenManagement tokens, TimeProvider time)
{
    /// <summary>How long a bootstrap token is good.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>Replicas that start within this time of each other are one start, and print one token.</summary>
    public static readonly TimeSpan OneStart = TimeSpan.FromSeconds(30);

    /// <summary>Makes a bootstrap token where no admin can get in: at the first start, and again when all their tokens have expired.</summary>
    /// <remarks>One of an earlier start is replaced, since whoever starts again has not got it, or lost it.</remarks>
    /// <returns>The token's text, to be printed once; null where there is an admin, or another replica has just made one.</returns>
    /// <exception cref="StoreUnavailableException">The store does not answer.</exception>
    public Task<string?> EnsureAsync(CancellationToken cancellationToken) => audit.ChangeAsync<string?>(Actor.System, async (session, trail) =>
    {
        var now = Clock.Now(time);
        if (await session.Tokens.CountAdminsAsync() > 0
            || (await AdminTokenManagement.BootstrapTokensAsync(session)).Any(token => token.ExpiresAt > now && token.CreatedAt > now - OneStart))
        {
            return null;
        }

        await AdminTokenManagement.DropBootstrapAsync(session, trail);
        var issued = tokens.Issue("bootstrap", AdminRole.Admin, now + Lifetime, isBootstrap: true);
        await session.Tokens.InsertAsync(issued.Token);
        trail.Add("token.bootstrap", "token", issued.Token.Id, before: null, issued.Token);
        return issued.Text;
    }, cancellationToken);

    /// <summary>Makes the first admin token of a bootstrap token, which is gone with that.</summary>
    /// <param name="presented">The bootstrap token.</param>
    /// <param name="name">What to call the new token.</param>
    /// <param name="origin">From where it is asked for.</param>
    /// <param name="requestId">The request that asks; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ManagementException">The token is no bootstrap token, or was used, or has expired.</exception>
    public async Task<IssuedAdminToken> RedeemAsync(string presented, string name, string origin, string? requestId, CancellationToken cancellationToken)
    {
        var found = await tokens.FindAsync(presented, cancellationToken) is { IsBootstrap: true } token
            ? token
            : throw ManagementException.Forbidden("This is no bootstrap token, or it was used or has expired.");
        var issued = tokens.Issue(FieldRules.Name("name", name), AdminRole.Admin, expiresAt: null, isBootstrap: false);
        return await audit.ChangeAsync(new Actor($"token:{found.Id}", AdminRole.Admin, origin, requestId), async (session, trail) =>
        {
            // Again, where nobody else changes anything: of two that come at once, one finds it gone.
            var current = await session.Tokens.FindAsync(found.Id);
            if (!tokens.IsGood(current, presented) || await session.Tokens.CountAdminsAsync() > 0)
            {
                throw ManagementException.Forbidden("This is no bootstrap token, or it was used or has expired.");
            }

            await AdminTokenManagement.DropBootstrapAsync(session, trail);
            await session.Tokens.InsertAsync(issued.Token);
            trail.Add("token.create", "token", issued.Token.Id, before: null, issued.Token);
            return issued;
        }, cancellationToken);
    }
}
