namespace AiGateway.Storage;

/// <summary>The tables, within one reading or one change; not to be used after it.</summary>
internal sealed class StoreSession(StoreCalls calls)
{
    /// <summary>The virtual keys.</summary>
    public KeyTable Keys { get; } = new(calls);

    /// <summary>The teams.</summary>
    public TeamTable Teams { get; } = new(calls);

    /// <summary>The users.</summary>
    public UserTable Users { get; } = new(calls);

    /// <summary>The providers' secrets.</summary>
    public SecretTable Secrets { get; } = new(calls);

    /// <summary>The admin tokens.</summary>
    public AdminTokenTable Tokens { get; } = new(calls);

    /// <summary>The audit log, which is also what tells replicas of changes.</summary>
    public AuditTable Audit { get; } = new(calls);
}
