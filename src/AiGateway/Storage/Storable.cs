using System.Text;

namespace AiGateway.Storage;

/// <summary>Knows which texts can be kept: PostgreSQL takes neither the character of code 0 nor half of a surrogate pair.</summary>
internal static class Storable
{
    /// <summary>Whether it can be kept, or be asked for.</summary>
    public static bool Is(string? text)
    {
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (rest[0] == '\0' || Rune.DecodeFromUtf16(rest, out _, out var length) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            rest = rest[length..];
        }

        return true;
    }
}
