namespace AiGateway.Audit;

/// <summary>What a check of the audit log has found.</summary>
internal sealed record AuditVerdict
{
    /// <summary>Whether nothing is wrong.</summary>
    public bool IsSound => Problem is null;

    /// <summary>The first thing that is wrong; null where nothing is.</summary>
    public string? Problem { get; init; }

    /// <summary>What is not wrong by itself but worth a look.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>How many records were checked.</summary>
    public long Records { get; init; }

    /// <summary>The place before the first record: the start of the chain, or where retention has cut it.</summary>
    public AuditHead Anchor { get; init; } = AuditHead.Start;

    /// <summary>The last record that was found sound; to be remembered elsewhere, so that a cut at the end shows.</summary>
    public AuditHead Head { get; init; } = AuditHead.Start;
}
