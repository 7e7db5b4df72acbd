using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Sse;

/// <summary>Finds the end of a JSON text that stands in a stream as plain lines, outside of any event.</summary>
internal struct BareJson
{
    private JsonExtent _extent;
    private bool _isLineStart;

    /// <summary>True from the text's first byte until its end was found or it turned out to be none.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Whether a line that begins with this byte may begin such a text. No field of an event does.</summary>
    public static bool CanBegin(byte first) => first is (byte)'{' or (byte)'[';

    /// <summary>Takes bytes of the text.</summary>
    /// <param name="bytes">What follows the bytes taken before.</param>
    /// <returns>How many belong to it: all where it goes on, none beyond its end or beyond where it proved to be no JSON.</returns>
    public int Take(ReadOnlySpan<byte> bytes)
    {
        IsOpen = true;
        for (var at = 0; at < bytes.Length; at++)
        {
            var unit = bytes[at];
            if (unit is (byte)'\n' or (byte)'\r')
            {
                _isLineStart = true;
                if (_extent.InString)
                {
                    return End(at);
                }
            }
            else if (_isLineStart && IsFieldOrComment(unit))
            {
                return End(at);
            }
            else
            {
                _isLineStart = false;
                _extent.Take(unit);
                if (_extent.IsWhole)
                {
                    IsOpen = false;
                    return at + 1;
                }
            }
        }

        return bytes.Length;
    }

    /// <summary>True where the last text was taken to its end.</summary>
    public readonly bool IsWhole => _extent.IsWhole;

    /// <summary>What begins <c>data</c>, <c>event</c>, <c>id</c>, <c>retry</c> and comments begins no line of JSON.</summary>
    private static bool IsFieldOrComment(byte first) => first is (byte)'d' or (byte)'e' or (byte)'i' or (byte)'r' or (byte)':';

    private int End(int at)
    {
        IsOpen = false;
        return at;
    }
}
