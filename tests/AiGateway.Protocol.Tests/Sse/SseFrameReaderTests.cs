using System.Text;
using AiGateway.Protocol.Sse;

namespace AiGateway.Protocol.Tests.Sse;

public class SseFrameReaderTests
{
    private static readonly string[] Fixtures =
    [
        "data: {\"a\":1}\n\ndata: [DONE]\n\n",
        "\uFEFFevent: message_start\r\ndata: {\"text\":\"Grüße 🌍\"}\r\n\r\nevent: ping\r\ndata:{}\r\n\r\n",
        "event:a\rdata:1\r\rdata: 2\rdata:  3\r\r",
        "data: one\r\n\ndata: two\n\r\ndata: three\r\r\ndata: four\n\n",
        ": comment\n\n:\ndata: a\n: between\ndata\ndata:\ndata: b\nid: 7\nretry: 10\nunknown: x\ndatax: y\n\n",
        "event: only\n\n\n\n\nid: 1\n\nevent: a\nevent: b\ndata: x\n\ndata: unfinished",
        "data: \uFEFFkept\n\ndata:: colon\n\n data: not a field\n\ndata : nor this\n\n",
        "data: ends with cr\r\r",
        "\n\r\n\rdata: after blanks\n\n",
    ];

    public static TheoryData<string> Streams => new(Fixtures);

    [Theory]
    [MemberData(nameof(Streams))]
    public void Every_single_split_gives_the_frames_of_the_reference(string stream)
    {
        var bytes = Encoding.UTF8.GetBytes(stream);
        var expected = ReferenceSseParser.Parse(bytes);
        Read(bytes).ShouldBe(expected);
        for (var split = 0; split <= bytes.Length; split++)
        {
            Read(bytes, [split]).ShouldBe(expected, $"split at {split}");
        }
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Reading_byte_by_byte_gives_the_frames_of_the_reference(string stream)
    {
        var bytes = Encoding.UTF8.GetBytes(stream);
        Read(bytes, Enumerable.Range(1, bytes.Length - 1)).ShouldBe(ReferenceSseParser.Parse(bytes));
    }

    [Fact]
    public void Random_streams_in_random_pieces_give_the_frames_of_the_reference()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var bytes = RandomStream(random);
            var expected = ReferenceSseParser.Parse(bytes);
            for (var round = 0; round < 5; round++)
            {
                Read(bytes, RandomSplits(random, bytes.Length)).ShouldBe(expected, $"seed {seed}, round {round}");
            }
        }
    }

    /// <summary>With a limit that many of the events pass, what comes before the refusal and the refusal itself do not depend on the reads.</summary>
    [Fact]
    public void The_limit_falls_at_the_same_place_however_the_bytes_are_cut()
    {
        var refused = 0;
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var bytes = RandomStream(random);
            var whole = ReadUntilTooLarge(bytes, [], 48);
            refused += whole[^1] == TooLarge ? 1 : 0;
            ReadUntilTooLarge(bytes, RandomSplits(random, bytes.Length), 48).ShouldBe(whole, $"seed {seed}");
            ReadUntilTooLarge(bytes, Enumerable.Range(1, Math.Max(0, bytes.Length - 1)), 48).ShouldBe(whole, $"seed {seed}, byte by byte");
        }

        refused.ShouldBeInRange(30, 270);
    }

    [Fact]
    public void A_line_of_a_mebibyte_is_refused_and_one_at_the_limit_is_read()
    {
        using var atLimit = new SseFrameReader();
        atLimit.Append(Encoding.ASCII.GetBytes("data: " + new string('x', SseFrameReader.DefaultMaxFrameBytes - 6) + "\n\n"));
        atLimit.TryRead(out var frame).ShouldBeTrue();
        frame.Data.Length.ShouldBe(SseFrameReader.DefaultMaxFrameBytes - 6);

        using var over = new SseFrameReader();
        over.Append(Encoding.ASCII.GetBytes("data: " + new string('x', SseFrameReader.DefaultMaxFrameBytes - 5) + "\n\n"));
        Should.Throw<SseFrameTooLargeException>(() => over.TryRead(out _));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("data: x\n")]
    [InlineData("data\n")]
    [InlineData("event: y\ndata: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n")]
    public void An_endless_event_hits_the_limit_in_bounded_memory(string piece)
    {
        const int Limit = 1 << 20;
        using var reader = new SseFrameReader(Limit);
        var chunk = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(piece, 8192 / piece.Length)));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var fed = 0L;
        var refused = false;
        while (fed < 64L * Limit && !refused)
        {
            reader.Append(chunk);
            fed += chunk.Length;
            try
            {
                reader.TryRead(out _).ShouldBeFalse();
            }
            catch (SseFrameTooLargeException)
            {
                refused = true;
            }
        }

        refused.ShouldBeTrue();

        // Buffers that double up to twice the limit, in two places, all counted though most went back to the pool.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10L * Limit);
    }

    [Fact]
    public void Endless_comments_are_no_event_and_use_no_memory()
    {
        using var reader = new SseFrameReader(4096);
        var chunk = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(": keep-alive\n", 100)));
        reader.Append(chunk);
        reader.TryRead(out _).ShouldBeFalse();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            reader.Append(chunk);
            reader.TryRead(out _).ShouldBeFalse();
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10_000);
    }

    [Fact]
    public void After_a_refusal_nothing_more_is_read_or_kept()
    {
        using var reader = new SseFrameReader(16);
        reader.Append("data: ok\n\ndata: 0123456789abcdef\n\ndata: later\n\n"u8);
        reader.TryRead(out var first).ShouldBeTrue();
        Encoding.UTF8.GetString(first.Data.Span).ShouldBe("ok");
        Should.Throw<SseFrameTooLargeException>(() => reader.TryRead(out _));
        reader.Append("data: x\n\n"u8);
        Should.Throw<SseFrameTooLargeException>(() => reader.TryRead(out _));
    }

    [Fact]
    public void HasPartial_tells_an_event_cut_off_from_a_clean_end()
    {
        using var reader = new SseFrameReader();
        reader.HasPartial.ShouldBeFalse();
        reader.Append("data: a\n"u8);
        reader.TryRead(out _).ShouldBeFalse();
        reader.HasPartial.ShouldBeTrue();
        reader.Append("\n"u8);
        reader.TryRead(out _).ShouldBeTrue();
        reader.HasPartial.ShouldBeFalse();
        reader.TryRead(out _).ShouldBeFalse();
        reader.HasPartial.ShouldBeFalse();
        reader.Append("da"u8);
        reader.TryRead(out _).ShouldBeFalse();
        reader.HasPartial.ShouldBeTrue();
    }

    [Fact]
    public void A_stream_of_like_frames_allocates_nothing_once_warm()
    {
        using var reader = new SseFrameReader();
        var chunk = "event: delta\ndata: {\"text\":\"hello\"}\n\n"u8.ToArray();
        for (var i = 0; i < 10; i++)
        {
            reader.Append(chunk);
            reader.TryRead(out _).ShouldBeTrue();
        }

        var read = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            reader.Append(chunk);
            while (reader.TryRead(out var frame))
            {
                read += frame.HasData ? 1 : 0;
            }
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1000);
        read.ShouldBe(10_000);
    }

    private const string TooLarge = "too large";

    private static List<string> Read(byte[] bytes, IEnumerable<int>? splits = null)
    {
        var frames = ReadUntilTooLarge(bytes, splits ?? [], SseFrameReader.DefaultMaxFrameBytes);
        frames.ShouldNotContain(TooLarge);
        return frames;
    }

    private static List<string> ReadUntilTooLarge(byte[] bytes, IEnumerable<int> splits, int limit)
    {
        using var reader = new SseFrameReader(limit);
        var frames = new List<string>();
        var at = 0;
        foreach (var split in splits.Append(bytes.Length))
        {
            reader.Append(bytes.AsSpan(at, split - at));
            at = split;
            try
            {
                while (reader.TryRead(out var frame))
                {
                    frames.Add(ReferenceSseParser.Describe(
                        Encoding.Latin1.GetString(frame.Event.Span), Encoding.Latin1.GetString(frame.Data.Span), frame.HasData));
                }
            }
            catch (SseFrameTooLargeException)
            {
                frames.Add(TooLarge);
                return frames;
            }
        }

        return frames.Count == 0 ? ["nothing"] : frames;
    }

    private static byte[] RandomStream(Random random)
    {
        string[] lines =
        [
            "data: hello", "data:no space", "data:", "data", "data: ünïcödé 🌍🌍 text", "data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}",
            "event: delta", "event:", "event", ": comment", ":", "id: 5", "retry: 1", "data:  two spaces", "datum: x", "\uFEFFdata: x", "", "", "", "",
        ];
        string[] ends = ["\n", "\r\n", "\r"];
        var text = new StringBuilder(random.Next(4) == 0 ? "\uFEFF" : "");
        var mixed = random.Next(2) == 0;
        var end = ends[random.Next(3)];
        for (var i = random.Next(1, 40); i > 0; i--)
        {
            text.Append(lines[random.Next(lines.Length)]).Append(mixed ? ends[random.Next(3)] : end);
        }

        // A frame for certain, so that there is something to compare, and sometimes one cut off.
        text.Append("data: last\n\n").Append(random.Next(3) == 0 ? "data: cut" : "");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static List<int> RandomSplits(Random random, int length) =>
        [.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => random.Next(0, length + 1)).Order()];
}
