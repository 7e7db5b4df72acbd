using System.Text.Json;

namespace AiGateway.Protocol.Json;

/// <summary>Reads the counts of tokens that a provider reports, and tells those that cannot be true.</summary>
internal static class TokenCounts
{
    /// <summary>No request comes near it: what claims more is cut to it, so that no sum of counts can overflow.</summary>
    public const long Max = 100_000_000;

    /// <summary>A count between 0 and <see cref="Max"/>; null where it is absent or no whole number.</summary>
    public static long? CountOrNull(this JsonElement parent, string name) => parent.LongOrNull(name) is { } count ? Math.Clamp(count, 0, Max) : null;

    /// <summary>Whether any count in a usage object is negative, absurd, or no count at all.</summary>
    public static bool HasSuspectCount(this JsonElement usage) => usage.ValueKind switch
    {
        JsonValueKind.Object => usage.EnumerateObject().Any(static field =>
            field.Name.EndsWith("tokens", StringComparison.OrdinalIgnoreCase) || field.Name.EndsWith("tokenCount", StringComparison.OrdinalIgnoreCase)
                ? IsSuspect(field.Value)
                : field.Value.HasSuspectCount()),
        JsonValueKind.Array => usage.EnumerateArray().Any(static item => item.HasSuspectCount()),
        _ => false,
    };

    private static bool IsSuspect(JsonElement count) => count.ValueKind switch
    {
        JsonValueKind.Null => false,
        JsonValueKind.Number => !count.TryGetInt64(out var number) || number is < 0 or > Max,
        _ => true,
    };
}
