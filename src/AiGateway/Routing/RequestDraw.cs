using System.IO.Hashing;
using System.Runtime.InteropServices;
using AiGateway.Exchanges;

namespace AiGateway.Routing;

/// <summary>Draws of chance that are the same however often a request asks for them: they are made of its id.</summary>
internal static class RequestDraw
{
    /// <summary>What is drawn for; each purpose has draws of its own.</summary>
    public enum Purpose
    {
        /// <summary>Whether a canary is asked.</summary>
        Canary = 1,

        /// <summary>Whether the request is copied.</summary>
        Mirror,
    }

    /// <summary>A number from 0 to below 1.</summary>
    public static double Of(Exchange exchange, Purpose purpose) =>
        ToShare(XxHash3.HashToUInt64(MemoryMarshal.AsBytes(exchange.RequestId.AsSpan()), (long)purpose));

    /// <summary>A hash as a number from 0 to below 1.</summary>
    public static double ToShare(ulong hash) => (hash >> 11) * (1.0 / (1UL << 53));
}
