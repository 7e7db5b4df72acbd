using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace AiGateway.Exchanges;

/// <summary>Draws of chance that come out the same however often a request asks for them: they are made of its id.</summary>
internal static class RequestDraw
{
    /// <summary>Whether a canary is asked, and which.</summary>
    public static double Canary(Exchange exchange) => Of(exchange, 1);

    /// <summary>Whether the request is copied.</summary>
    public static double Mirror(Exchange exchange) => Of(exchange, 2);

    /// <summary>A hash as a number from 0 to below 1.</summary>
    public static double ToShare(ulong hash) => (hash >> 11) * (1.0 / (1UL << 53));

    private static double Of(Exchange exchange, long purpose) => ToShare(XxHash3.HashToUInt64(MemoryMarshal.AsBytes(exchange.RequestId.AsSpan()), purpose));
}
