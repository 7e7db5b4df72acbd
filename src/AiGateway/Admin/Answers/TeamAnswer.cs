namespace AiGateway.Admin.Answers;

/// <summary>A team.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Models">The names its keys may ask for at most; empty for all.</param>
/// <param name="Tags">Tags that all its requests carry.</param>
/// <param name="Enabled">Whether its keys are accepted.</param>
/// <param name="CreatedAt">When it was made; null for one of the configuration.</param>
/// <param name="UpdatedAt">When it was last changed; null for one of the configuration.</param>
/// <param name="Version">What `If-Match` names; null for one of the configuration.</param>
/// <param name="Source">Where it is defined.</param>
internal sealed record TeamAnswer(
    string Id, string Name, IReadOnlyList<string> Models, IReadOnlyList<string> Tags, bool Enabled, DateTimeOffset? CreatedAt, DateTimeOffset? UpdatedAt, long? Version, Source Source);
