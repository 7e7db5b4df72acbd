using AiGateway.Protocol;
using AiGateway.Protocol.Formats;

namespace AiGateway.Exchanges;

/// <summary>One API path of the gateway: what it does and which dialect it speaks. YARP's route metadata carries its <see cref="Id"/>.</summary>
/// <param name="Id">The route's id and metadata value.</param>
/// <param name="Path">The path it answers, by POST.</param>
/// <param name="Operation">What is asked for.</param>
/// <param name="Format">The dialect that callers speak there, errors included.</param>
/// <param name="BodyMode">Whether the request may be sent more than once.</param>
internal sealed record Surface(string Id, string Path, Operation Operation, IWireFormat Format, BodyMode BodyMode)
{
    /// <summary>The route metadata key that names a surface.</summary>
    public const string MetadataKey = "AiGateway:Surface";
}
