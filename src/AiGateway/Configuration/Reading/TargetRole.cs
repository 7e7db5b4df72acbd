namespace AiGateway.Configuration.Reading;

/// <summary>What a target is there for, which decides what can be said of it.</summary>
internal enum TargetRole
{
    /// <summary>One of those that share a model's requests.</summary>
    Pool,

    /// <summary>One that is asked after a failure, in the order of its list.</summary>
    Fallback,

    /// <summary>One that gets copies.</summary>
    Mirror,
}
