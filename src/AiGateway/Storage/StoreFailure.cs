namespace AiGateway.Storage;

/// <summary>What a failure of the database means.</summary>
/// <param name="Kind">What is to be thrown for it.</param>
/// <param name="Reason">Why, in words.</param>
internal readonly record struct StoreFailure(StoreFailureKind Kind, string Reason);
