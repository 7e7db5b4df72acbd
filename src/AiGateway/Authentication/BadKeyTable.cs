using System.Net;
using System.Net.Sockets;

namespace AiGateway.Authentication;

/// <summary>Counts the bad keys that each address sends. Those that sent many are spared no right key, only the work of looking for wrong ones.</summary>
/// <remarks>
/// The table has a fixed size and addresses share its places by chance, under a secret of this process. That is harmless, since who shares
/// a place with a bad caller is served all the same.
/// </remarks>
internal sealed class BadKeyTable(TimeProvider time)
{
    /// <summary>How many bad keys an address may send within <see cref="Window"/> before the gateway stops looking for what it does not know.</summary>
    public const int Allowed = 20;

    /// <summary>The time over which they are counted.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private const int Places = 1 << 14;

    /// <summary>IPv6 callers have a network of their own, of which this much tells them apart.</summary>
    private const int NetworkBytes = 8;

    // The window's number in the upper half, the count in the lower.
    private readonly long[] _places = new long[Places];

    /// <summary>Counts one.</summary>
    public void Note(IPAddress? address)
    {
        ref var place = ref _places[PlaceOf(address)];
        var now = Now;
        while (true)
        {
            var seen = Volatile.Read(ref place);
            var next = seen >> 32 == now ? seen + 1 : (now << 32) + 1;
            if ((uint)seen == uint.MaxValue || Interlocked.CompareExchange(ref place, next, seen) == seen)
            {
                return;
            }
        }
    }

    /// <summary>Whether the address has sent more than it may.</summary>
    public bool IsOver(IPAddress? address)
    {
        var seen = Volatile.Read(ref _places[PlaceOf(address)]);
        return seen >> 32 == Now && (uint)seen > Allowed;
    }

    /// <summary>The running window's number, from 1.</summary>
    private long Now => (time.GetUtcNow().Ticks / Window.Ticks) & int.MaxValue;

    private static int PlaceOf(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[16];
        var hash = new HashCode();
        if (address is not null && address.TryWriteBytes(bytes, out var length))
        {
            // The last four are the IPv4 address where one is written as IPv6.
            hash.AddBytes(address.IsIPv4MappedToIPv6 ? bytes[12..] : address.AddressFamily == AddressFamily.InterNetworkV6 ? bytes[..NetworkBytes] : bytes[..length]);
        }

        return hash.ToHashCode() & (Places - 1);
    }
}
