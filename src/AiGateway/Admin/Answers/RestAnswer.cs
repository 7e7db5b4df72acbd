namespace AiGateway.Admin.Answers;

/// <summary>Something that is not asked for a while, on this replica, because it failed.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Model">The model there; null for all of them.</param>
/// <param name="Key">The key's id; null for all of them.</param>
/// <param name="Reason">Why.</param>
/// <param name="SecondsLeft">How long it still rests.</param>
internal sealed record RestAnswer(string Provider, string? Model, string? Key, RestReason Reason, double SecondsLeft);
