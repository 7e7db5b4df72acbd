using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using AiGateway.Health;

namespace AiGateway.Upstream;

/// <summary>Reads what an answer's headers say of the quota behind the key, by OpenAI's, Anthropic's and the other names that are in use.</summary>
internal static class RateLimitHeaders
{
    /// <summary>What the common prefixes are followed by the kind of the value, and then by what is limited.</summary>
    private static readonly string[] KindFirst = ["x-ratelimit-", "ratelimitbysize-", "x-trial-endpoint-call-"];

    private const string KindLast = "anthropic-ratelimit-";

    private static readonly string[] Kinds = ["limit", "remaining", "reset"];

    /// <summary>What is limited; a name that is not among these, such as what one call has cost, is none of them.</summary>
    private static readonly string[] Scopes =
        ["", "requests", "tokens", "input-tokens", "output-tokens", "input-images", "req-minute", "tokens-minute", "tokens-month"];

    /// <summary>Where nobody says when a quota is there again: most are by the minute.</summary>
    private static readonly TimeSpan UsualReset = TimeSpan.FromMinutes(1);

    /// <summary>A month's end is far, and a key may be topped up before.</summary>
    private static readonly TimeSpan MonthlyReset = TimeSpan.FromHours(1);

    /// <summary>Reads the scarcest of the limits.</summary>
    /// <returns>Null where the answer names none that makes sense; nothing is allocated then.</returns>
    public static RateLimits? Read(HttpResponseHeaders headers, TimeProvider time)
    {
        Span<Limit> limits = stackalloc Limit[Scopes.Length];
        limits.Fill(Limit.Unknown);
        var any = false;
        foreach (var (name, values) in headers.NonValidated)
        {
            any |= Find(name, out var scope, out var kind) && limits[scope].Set(kind, values.ToString(), time);
        }

        return any ? Scarcest(limits) : null;
    }

    private static RateLimits? Scarcest(ReadOnlySpan<Limit> limits)
    {
        RateLimits? scarcest = null;
        for (var scope = 0; scope < limits.Length; scope++)
        {
            if (limits[scope].Share is not { } share)
            {
                continue;
            }

            var reset = limits[scope].Reset ?? (Scopes[scope].EndsWith("month", StringComparison.Ordinal) ? MonthlyReset : UsualReset);
            if (scarcest is not { } least || share < least.Share || (share <= least.Share && reset > least.Reset))
            {
                scarcest = new RateLimits(share, reset);
            }
        }

        return scarcest;
    }

    /// <summary>Takes a header's name apart.</summary>
    private static bool Find(string name, out int scope, out int kind)
    {
        ReadOnlySpan<char> scopeName = default, kindName = default;
        if (name.StartsWith(KindLast, StringComparison.OrdinalIgnoreCase))
        {
            var rest = name.AsSpan(KindLast.Length);
            var cut = rest.LastIndexOf('-');
            kindName = rest[(cut + 1)..];
            scopeName = cut < 0 ? default : rest[..cut];
        }

        foreach (var prefix in KindFirst)
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                var rest = name.AsSpan(prefix.Length);
                var cut = rest.IndexOf('-');
                kindName = cut < 0 ? rest : rest[..cut];
                scopeName = cut < 0 ? default : rest[(cut + 1)..];
            }
        }

        (scope, kind) = (-1, kindName.IsEmpty ? -1 : IndexOf(Kinds, kindName));
        return kind >= 0 && (scope = IndexOf(Scopes, scopeName)) >= 0;
    }

    private static int IndexOf(string[] names, ReadOnlySpan<char> name)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (name.Equals(names[i], StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Limit
    {
        private double _limit;
        private double _remaining;
        private long _reset;

        public static Limit Unknown => new() { _limit = -1, _remaining = -1, _reset = -1 };

        public readonly TimeSpan? Reset => _reset < 0 ? null : new TimeSpan(_reset);

        /// <summary>Null unless it is known how much is left of how much; that nothing is left says enough alone.</summary>
        public readonly double? Share => _remaining < 0 ? null
            : _limit > 0 ? Math.Min(1, _remaining / _limit)
            : _remaining <= 0 ? 0
            : null;

        /// <summary>Keeps a value of the kinds limit (0), remaining (1) and reset (2); false where it is senseless.</summary>
        public bool Set(int kind, string value, TimeProvider time)
        {
            if (kind == 2)
            {
                return ResetTime.TryRead(value, time, out _reset);
            }

            if (!double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
            {
                return false;
            }

            (kind == 0 ? ref _limit : ref _remaining) = number;
            return true;
        }
    }
}
