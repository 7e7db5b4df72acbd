using Yarp.ReverseProxy.Model;

namespace AiGateway.Routing;

/// <summary>Draws one of the targets offered, each by the share that its weight gives it, in one pass and without a list.</summary>
internal struct WeightedPick
{
    private long _sum;

    /// <summary>The one drawn; null where none was offered.</summary>
    public DestinationState? Picked { get; private set; }

    /// <summary>Offers a target: it takes the place of the one drawn so far as often as its weight is due.</summary>
    public void Offer(DestinationState destination, int weight)
    {
        _sum += weight;
        if (_sum == weight || Random.Shared.NextInt64(_sum) < weight)
        {
            Picked = destination;
        }
    }
}
