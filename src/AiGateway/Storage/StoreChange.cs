namespace AiGateway.Storage;

/// <summary>That something in the store has changed.</summary>
/// <param name="Number">The number of the change's audit record.</param>
/// <param name="Kind">What kind of thing, as in <see cref="AuditRecord.Kind"/>.</param>
/// <param name="Subject">Its id.</param>
internal readonly record struct StoreChange(long Number, string Kind, string Subject);
