using System.Globalization;
using System.Net.Http.Headers;

namespace AiGateway.Upstream;

/// <summary>Reads how long a provider asks to wait.</summary>
internal static class RetryAfter
{
    /// <summary>Reads <c>retry-after-ms</c>, else <c>retry-after</c> in seconds or as a date.</summary>
    /// <returns>Not negative; null where there is none or it is senseless.</returns>
    public static TimeSpan? Read(HttpResponseHeaders headers, TimeProvider time)
    {
        if (headers.TryGetValues("retry-after-ms", out var values)
            && double.TryParse(values.First(), NumberStyles.Float, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds is >= 0 and <= 86_400_000)
        {
            return TimeSpan.FromMilliseconds(milliseconds);
        }

        var wait = headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return wait is { } value ? TimeSpan.FromTicks(Math.Max(0, value.Ticks)) : null;
    }
}
