using System.Diagnostics;

namespace AiGateway.Tests.Hosting;

/// <summary>Waits for what comes true by itself.</summary>
internal static class Eventually
{
    /// <summary>Waits until a figure has a value.</summary>
    public static async Task BecomesAsync(Func<int> read, int wanted, int seconds = 20)
    {
        var watch = Stopwatch.StartNew();
        int last;
        while ((last = read()) != wanted && watch.Elapsed < TimeSpan.FromSeconds(seconds))
        {
            await Task.Delay(20);
        }

        last.ShouldBe(wanted);
    }

    /// <summary>Waits until something holds.</summary>
    public static Task BecomesTrueAsync(Func<bool> read, int seconds = 20) => BecomesAsync(() => read() ? 1 : 0, 1, seconds);
}
