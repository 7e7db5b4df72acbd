using System.Globalization;

namespace AiGateway.Benchmarks;

/// <summary>What Linux knows of a process: its CPU time and its resident memory.</summary>
internal sealed record ProcessSample(TimeSpan Cpu, long ResidentBytes)
{
    /// <summary>Ticks of /proc are hundredths of a second on every Linux that .NET runs on.</summary>
    private const int TicksPerSecond = 100;

    public static ProcessSample Of(int pid)
    {
        var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
        // The second field is the program's name in parentheses and may hold spaces: count from behind it.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        var resident = long.Parse(fields[21], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
        return new ProcessSample(TimeSpan.FromSeconds((double)ticks / TicksPerSecond), resident);
    }
}
