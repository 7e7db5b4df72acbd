namespace AiGateway.Storage;

/// <summary>Which audit records are wanted; what is null is not looked at.</summary>
internal sealed record AuditFilter
{
    /// <summary>Who, exactly.</summary>
    public string? Actor { get; init; }

    /// <summary>What was done, exactly.</summary>
    public string? Action { get; init; }

    /// <summary>The kind of thing it was done to.</summary>
    public string? Kind { get; init; }

    /// <summary>The thing's id.</summary>
    public string? Subject { get; init; }

    /// <summary>The first moment that counts.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The first moment that does no longer count.</summary>
    public DateTimeOffset? To { get; init; }
}
