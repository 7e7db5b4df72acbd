namespace AiGateway.Configuration.Reading;

/// <summary>The keys to one provider as they were read.</summary>
/// <param name="Keys">Those that can be used.</param>
/// <param name="Stored">The names of the stored secrets among those configured.</param>
/// <param name="Lacking">How many are configured but cannot be had from the store now.</param>
internal sealed record ApiKeySet(IReadOnlyList<ApiKeyOptions> Keys, IReadOnlyList<string> Stored, int Lacking);
