using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace AiGateway.Audit;

/// <summary>One place in the chain of records. Whoever remembers the last one elsewhere notices when the end is cut off.</summary>
/// <param name="Number">The record's number; 0 for the place before the first.</param>
/// <param name="Hash">Its hash: 64 hexadecimal digits in lower case.</param>
internal sealed record AuditHead(long Number, string Hash)
{
    /// <summary>The place before the first record.</summary>
    public static AuditHead Start { get; } = new(0, AuditHash.None);

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out AuditHead? head)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        head = colon > 0
            && long.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && AuditHash.IsHash(text.AsSpan(colon + 1))
                ? new AuditHead(number, text[(colon + 1)..])
                : null;
        return head is not null;
    }

    /// <summary><c>NUMBER:HASH</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}:{Hash}");
}
