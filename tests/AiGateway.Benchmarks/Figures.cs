using System.Globalization;

namespace AiGateway.Benchmarks;

/// <summary>Percentiles, medians and how they are written down.</summary>
internal static class Figures
{
    /// <summary>A percentile of values in ascending order; 0 where there are none.</summary>
    public static double Percentile(double[] sorted, double share) =>
        sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];

    /// <summary>The median; not a number where there are no values.</summary>
    public static double Middle(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The median, over the rounds, of how much more a target took than another one in the same round; not a number where they share none.</summary>
    public static double Added(IEnumerable<ResultLine> own, IEnumerable<ResultLine> other, Func<ResultLine, double?> figure) => Middle(own
        .Join(other, line => line.Round, line => line.Round, (line, floor) => figure(line) - figure(floor))
        .OfType<double>());

    public static string Verdict(bool met, string goal, ref int missed)
    {
        missed += met ? 0 : 1;
        return goal + (met ? " met" : " MISSED");
    }

    /// <summary>Judges what a proxy added, unless the floor alone took so long that the difference says nothing; that counts as missed.</summary>
    public static string AddedVerdict(double added, double floor, double goal, string words, ref int missed)
    {
        if (!double.IsNaN(added) && floor <= 2 * goal)
        {
            return Verdict(added < goal, words, ref missed);
        }

        missed++;
        return double.IsNaN(added) ? "not judged: no run without a proxy" : Text($"not judged: {floor / 1000:0.0} ms without a proxy, the machine is busy");
    }

    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
