using System.Globalization;

namespace AiGateway.CommandLine;

/// <summary>Puts values into words for tables.</summary>
internal static class Texts
{
    /// <summary>A moment, in UTC and to the second; null for none.</summary>
    public static string? Of(DateTimeOffset? moment) => moment?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A number.</summary>
    public static string Of(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A list; null where it is empty.</summary>
    public static string? Of(IReadOnlyList<string> list) => list.Count == 0 ? null : string.Join(", ", list);
}
