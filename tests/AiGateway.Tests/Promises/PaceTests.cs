using System.Diagnostics;
using System.Text;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Failover;
using Xunit.Abstractions;

namespace AiGateway.Tests.Promises;

/// <summary>A4: events of many streams at once reach their callers at the pace of the provider. The exact figures are the benchmark's (<c>pace500</c>).</summary>
public class PaceTests(ITestOutputHelper output)
{
    private const int Streams = 30;
    private const int Events = 30;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    [Theory]
    [InlineData(Dialect.OpenAI)]
    [InlineData(Dialect.Anthropic)]
    public async Task Many_paced_streams_keep_their_pace(Dialect dialect)
    {
        await using var provider = await FakeProvider.StartAsync(dialect);
        await using var gateway = await Pools.StartAsync(provider);
        provider.Always(FakeAnswer.Text([.. Enumerable.Range(0, Events).Select(i => $"[{i}]")]).Paced(Pace));

        var streams = await Task.WhenAll(Enumerable.Range(0, Streams).Select(async i =>
        {
            await Task.Delay(Pace * i / Streams);
            using var response = await gateway.StreamAsync(Pools.Model);
            return await ReadAsync(response);
        }));

        var gaps = streams.SelectMany(s => s.Gaps).Order().ToArray();
        output.WriteLine($"{dialect}: {gaps.Length} pauses, median {gaps[gaps.Length / 2].TotalMilliseconds:0.0} ms, p99 {gaps[gaps.Length * 99 / 100].TotalMilliseconds:0.0} ms; {streams.Sum(s => s.Merged)} events merged.");
        streams.ShouldAllBe(s => s.Events == Events);
        // The provider's own timer is late on a loaded machine. A gateway that gathers events shows pauses of nothing and long ones.
        gaps[gaps.Length / 2].ShouldBeInRange(Pace * 0.5, Pace * 2);
        streams.Sum(s => s.Merged).ShouldBeLessThan(Streams * Events / 3);
    }

    /// <summary>When each event came, and how many came in one read with another.</summary>
    private static async Task<(int Events, int Merged, IReadOnlyList<TimeSpan> Gaps)> ReadAsync(HttpResponseMessage response)
    {
        var (events, merged, last) = (0, 0, 0L);
        var gaps = new List<TimeSpan>();
        var text = new StringBuilder();
        var buffer = new byte[8192];
        await using var body = await response.Content.ReadAsStreamAsync();
        while (await body.ReadAsync(buffer) is var count and > 0)
        {
            var now = Stopwatch.GetTimestamp();
            text.Append(Encoding.UTF8.GetString(buffer, 0, count));
            var before = events;
            while (text.ToString().Contains($"[{events}]", StringComparison.Ordinal))
            {
                if (events > 0)
                {
                    gaps.Add(Stopwatch.GetElapsedTime(last, now));
                }

                (last, events) = (now, events + 1);
            }

            merged += Math.Max(0, events - before - 1);
        }

        return (events, merged, gaps);
    }
}
