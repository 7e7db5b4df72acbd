namespace AiGateway.Storage;

/// <summary>How much can be relied on what is kept of the store in memory.</summary>
internal interface IStoreState
{
    /// <summary>Whether everything was loaded once. Until then, what is not found here may well be in the store.</summary>
    bool IsKnown { get; }

    /// <summary>How long ago the store last answered; zero while it does, and since the start where it never did.</summary>
    TimeSpan SilentFor { get; }
}
