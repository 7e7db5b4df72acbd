namespace AiGateway.Storage;

/// <summary>Is told that this replica has just changed the store, so that nobody waits for the next poll.</summary>
internal interface IChangeNotice
{
    /// <summary>Call it after the change has been committed; it neither waits nor throws.</summary>
    void Changed();
}
