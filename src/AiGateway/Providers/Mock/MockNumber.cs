using System.Text.Json;
using AiGateway.Protocol.Json;

namespace AiGateway.Providers.Mock;

/// <summary>Finds a number within a schema's limits: 0 where it may be, else the nearest to it.</summary>
internal static class MockNumber
{
    // Far within what decimals hold, so that the sums below cannot overflow.
    private const decimal Largest = 1e18m;

    /// <summary>Finds it; false where there is none.</summary>
    public static bool TryMake(IReadOnlyList<JsonElement> facets, bool whole, out decimal number)
    {
        number = 0;
        var min = Limit(facets, "minimum", -Largest, upper: false);
        var above = Limit(facets, "exclusiveMinimum", -Largest, upper: false);
        var max = Limit(facets, "maximum", Largest, upper: true);
        var below = Limit(facets, "exclusiveMaximum", Largest, upper: true);
        bool Fits(decimal candidate) => candidate >= min && candidate <= max && (above == -Largest || candidate > above) && (below == Largest || candidate < below);
        var low = Math.Max(min, above);
        var high = Math.Min(max, below);
        foreach (var candidate in Candidates(low, high, Step(facets, whole)).OrderBy(Math.Abs))
        {
            if (Fits(candidate) && (!whole || decimal.Truncate(candidate) == candidate))
            {
                number = candidate;
                return true;
            }
        }

        return false;
    }

    private static decimal[] Candidates(decimal low, decimal high, decimal? step)
    {
        if (step is not { } by)
        {
            return [0, low, high, low + 1, high - 1, low + ((high - low) / 2)];
        }

        var first = decimal.Ceiling(low / by) * by;
        var last = decimal.Floor(high / by) * by;
        return [0, first, first + by, last, last - by];
    }

    private static decimal? Step(IReadOnlyList<JsonElement> facets, bool whole)
    {
        foreach (var facet in facets)
        {
            if (facet.TryGet("multipleOf", out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var step) && step is > 1e-9m and <= Largest)
            {
                return step;
            }
        }

        return whole ? 1 : null;
    }

    private static decimal Limit(IReadOnlyList<JsonElement> facets, string name, decimal none, bool upper)
    {
        var limit = none;
        foreach (var facet in facets)
        {
            if (facet.TryGet(name, out var value) && value.ValueKind == JsonValueKind.Number)
            {
                var said = value.TryGetDecimal(out var number) ? Math.Clamp(number, -Largest, Largest) : none;
                limit = upper ? Math.Min(limit, said) : Math.Max(limit, said);
            }
        }

        return limit;
    }
}
