namespace AiGateway.Admin.Answers;

/// <summary>A key to a provider, by its id alone.</summary>
/// <param name="Id">What it is known by; it says nothing of the key.</param>
/// <param name="Weight">Its share of the requests beside the others.</param>
/// <param name="Rests">How it rests, for all models or for one; empty where it does not.</param>
internal sealed record ProviderKeyAnswer(string Id, int Weight, IReadOnlyList<RestAnswer> Rests);
