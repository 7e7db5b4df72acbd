namespace AiGateway.Admin.Answers;

/// <summary>Where a thing is defined.</summary>
internal enum Source
{
    /// <summary>In the store, where this API may change it.</summary>
    Store,

    /// <summary>In the configuration, where this API may not.</summary>
    Configuration,
}
