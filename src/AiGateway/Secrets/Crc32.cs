namespace AiGateway.Secrets;

/// <summary>The checksum of ISO 3309 and Ethernet (CRC-32), which tells a mistyped text from another one; it guards against no attacker.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    /// <summary>What each value of a byte does to the sum; keys are checked on the request path.</summary>
    private static readonly uint[] Table = MakeTable();

    /// <summary>The checksum of a text whose characters are all ASCII.</summary>
    public static uint Of(ReadOnlySpan<char> text)
    {
        var sum = uint.MaxValue;
        foreach (var letter in text)
        {
            sum = (sum >> 8) ^ Table[(byte)(sum ^ letter)];
        }

        return ~sum;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var value = 0u; value < table.Length; value++)
        {
            var sum = value;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum >> 1) ^ (Polynomial & (0 - (sum & 1)));
            }

            table[value] = sum;
        }

        return table;
    }
}
