namespace AiGateway.Configuration.Reading;

/// <summary>Where a target stands in the configuration.</summary>
/// <param name="Entry">The path of the target as a whole.</param>
/// <param name="Model">The path of the text <c>provider/model</c>: the same in the short form.</param>
internal sealed record TargetPlace(string Entry, string Model);
