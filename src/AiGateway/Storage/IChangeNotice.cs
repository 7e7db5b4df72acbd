namespace AiGateway.Storage;

/// <summary>Is told of each change of the store that this replica has made, once it is committed.</summary>
internal interface IChangeNotice
{
    /// <summary>Has what is kept in memory brought up to date at once, here and on the other replicas; returns without waiting and never fails.</summary>
    void Changed();

    /// <summary>Waits until this replica has taken over what it has changed, so that a key works as soon as its maker has it; at most a second.</summary>
    /// <remarks>At once where nothing is kept in memory. Never fails but by the token: the change itself is made either way.</remarks>
    Task CaughtUpAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
