namespace AiGateway.Storage;

/// <summary>A row of <c>teams</c>.</summary>
internal sealed class TeamRow
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Models { get; init; }

    public required string Tags { get; init; }

    public long Enabled { get; init; }

    public long CreatedAt { get; init; }

    public long UpdatedAt { get; init; }

    public long Version { get; init; }
}
