namespace AiGateway.Admin.Answers;

/// <summary>A provider and how it is, as this replica knows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What kind of upstream it is.</param>
/// <param name="Preset">The vendor whose peculiarities are known; null for none.</param>
/// <param name="BaseUrl">Where its calls go.</param>
/// <param name="AllowPrivateNetwork">Whether it may be at a private address.</param>
/// <param name="HealthCheckSeconds">How often it is asked whether it is there; null for never.</param>
/// <param name="Headers">The names of the fixed extra headers; their values are not told.</param>
/// <param name="Keys">Its keys, by id.</param>
/// <param name="Rest">How it rests as a whole; null where it does not.</param>
internal sealed record ProviderAnswer(
    string Name,
    string Type,
    string? Preset,
    string BaseUrl,
    bool AllowPrivateNetwork,
    double? HealthCheckSeconds,
    IReadOnlyList<string> Headers,
    IReadOnlyList<ProviderKeyAnswer> Keys,
    RestAnswer? Rest);
