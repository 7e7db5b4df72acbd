using System.Text;
using AiGateway.Protocol.Sse;

namespace AiGateway.Protocol.Tests.Sse;

/// <summary>Bytes cut where the boundaries say hold whole events: each part read by itself gives what the whole gives.</summary>
public class SseBoundaryTests
{
    [Fact]
    public void Parts_between_first_ends_are_single_events()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var bytes = Stream(new Random(seed));
            var parts = new List<string>();
            var at = 0;
            while (SseBoundary.FirstEnd(bytes.AsSpan(at)) is var length and > 0)
            {
                var part = Read(bytes.AsSpan(at, length));
                part.Count.ShouldBeLessThanOrEqualTo(1, $"seed {seed}");
                parts.AddRange(part);
                at += length;
            }

            parts.AddRange(Read(bytes.AsSpan(at)));
            parts.ShouldBe(Read(bytes), $"seed {seed}");
        }
    }

    [Fact]
    public void What_is_before_the_last_end_and_what_is_after_it_are_the_whole_wherever_the_bytes_were_cut()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var bytes = Stream(new Random(seed));
            var whole = Read(bytes);
            for (var cut = 0; cut <= bytes.Length; cut++)
            {
                var end = SseBoundary.LastEnd(bytes.AsSpan(0, cut));
                end.ShouldBeLessThanOrEqualTo(cut);
                List<string> parts = [.. Read(bytes.AsSpan(0, end)), .. Read(bytes.AsSpan(end))];
                parts.ShouldBe(whole, $"seed {seed}, cut {cut}, end {end}");

                // Nothing whole waits, but for a CR that may be half of a line end.
                if (cut == 0 || bytes[cut - 1] != '\r')
                {
                    Read(bytes.AsSpan(end, cut - end)).ShouldBeEmpty($"seed {seed}, cut {cut}");
                }
            }
        }
    }

    private static List<string> Read(ReadOnlySpan<byte> bytes)
    {
        using var reader = new SseFrameReader();
        reader.Append(bytes);
        var frames = new List<string>();
        while (reader.TryRead(out var frame))
        {
            frames.Add($"{Encoding.UTF8.GetString(frame.Event.Span)}|{Encoding.UTF8.GetString(frame.Data.Span)}");
        }

        return frames;
    }

    private static byte[] Stream(Random random)
    {
        string[] lines = ["data: a", "data: ünï 🌍", "event: e", ": comment", "id: 1", "data", "", "", ""];
        string[] ends = ["\n", "\r\n", "\r"];
        var end = random.Next(4);
        return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(1, 14)).Select(_ => lines[random.Next(lines.Length)] + ends[end == 3 ? random.Next(3) : end])));
    }
}
