namespace AiGateway.Admin.Answers;

/// <summary>How the store is.</summary>
/// <param name="Kind">sqlite or postgres.</param>
/// <param name="Known">Whether everything in it was loaded once.</param>
/// <param name="SilentSeconds">How long ago it last answered; zero while it does.</param>
internal sealed record StoreAnswer(string Kind, bool Known, double SilentSeconds);
