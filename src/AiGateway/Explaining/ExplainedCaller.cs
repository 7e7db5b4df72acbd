namespace AiGateway.Explaining;

/// <summary>Who calls.</summary>
/// <param name="Key">The key's id.</param>
/// <param name="Name">What people call the key; null where it has no name.</param>
/// <param name="Team">The team; null for none.</param>
/// <param name="User">The user; null for none.</param>
/// <param name="Tags">The tags of key, team and user together.</param>
/// <param name="Models">The models it may ask for, of those that are listed; patterns and direct names are not.</param>
/// <param name="Surfaces">The surfaces it may use.</param>
internal sealed record ExplainedCaller(
    string Key, string? Name, string? Team, string? User, IReadOnlyList<string> Tags, IReadOnlyList<string> Models, IReadOnlyList<string> Surfaces);
