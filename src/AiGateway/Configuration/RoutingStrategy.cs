namespace AiGateway.Configuration;

/// <summary>How one of several targets of a tier is picked.</summary>
internal enum RoutingStrategy
{
    /// <summary>At random, each by the share that its weight gives it.</summary>
    Weighted,

    /// <summary>In turn, each as often as its weight says.</summary>
    RoundRobin,

    /// <summary>The one with the fewest calls under way, for its weight.</summary>
    LeastBusy,

    /// <summary>The quicker to its first token of two drawn by weight.</summary>
    LowestLatency,

    /// <summary>The cheapest for what the request is expected to use.</summary>
    LeastCost,
}
