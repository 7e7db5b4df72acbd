using AiGateway.Admin.Bodies;
using AiGateway.Storage;

namespace AiGateway.Admin;

/// <summary>What every write has in common: who asks is checked field by field before, and this replica knows of the change before the answer goes out.</summary>
/// <param name="changes">Waits until what was changed is known here.</param>
internal sealed class AdminWrite(IChangeNotice changes)
{
    /// <summary>Refuses a body with a field that the holder's role may not set.</summary>
    /// <param name="context">The request.</param>
    /// <param name="thing">What is written, as <see cref="WriteRules"/> calls it.</param>
    /// <param name="body">What is to be set.</param>
    /// <exception cref="AdminProblemException">There is such a field.</exception>
    public static void Check(HttpContext context, string thing, WriteBody body) =>
        WriteRules.Check(context.Features.GetRequiredFeature<AdminIdentity>(), thing, body);

    /// <summary>Makes a change, and waits until it is known here.</summary>
    /// <param name="change">The change.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<T> DoneAsync<T>(Func<Task<T>> change, CancellationToken cancellationToken)
    {
        var result = await change();
        await changes.CaughtUpAsync(cancellationToken);
        return result;
    }

    /// <inheritdoc cref="DoneAsync{T}"/>
    public async Task DoneAsync(Func<Task> change, CancellationToken cancellationToken)
    {
        await change();
        await changes.CaughtUpAsync(cancellationToken);
    }
}
