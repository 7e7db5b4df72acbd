using System.Text;
using AiGateway.Protocol.Sse;

namespace AiGateway.Protocol.Tests.Sse;

/// <summary>JSON that stands between the events as plain lines, as Gemini's servers report a failure.</summary>
public class BareJsonTests
{
    [Theory]
    [InlineData("{\"error\":{}}", "bare:{\"error\":{}}")]
    [InlineData("data: a\n\n{\n  \"error\": 1\n}", "a", "bare:{\n  \"error\": 1\n}")]
    [InlineData("data: a\r\n\r\n[{\r\n\"x\": \"}]\\\"\\\\\" }\r\n]\r\n", "a", "bare:[{\r\n\"x\": \"}]\\\"\\\\\" }\r\n]")]
    [InlineData("\uFEFF{\"a\":[1]}\r\rdata: b\r\r", "bare:{\"a\":[1]}", "b")]
    [InlineData("{\"a\":1} {\"b\":2}\n{\"c\":3}\n", "bare:{\"a\":1}", "bare:{\"c\":3}")]
    [InlineData("{\"ü\":\"🌍\"}\n\ndata: a\n\n", "bare:{\"ü\":\"🌍\"}", "a")]
    [InlineData("{\n\n\"a\":\n\n1}\n", "bare:{\n\n\"a\":\n\n1}")]
    [InlineData(": comment\n[DONE]\n\n", "bare:[DONE]")]
    [InlineData("{\"open\": [\ndata: a\n\n", "a")]
    [InlineData("{\"open\": \"text\nid: 1\ndata: a\n\n", "a")]
    [InlineData("{\"open\": {\n: comment\nevent: x\ndata: a\n\n", "x/a")]
    [InlineData("{\"open\": {\r\n\r\nretry: 5\r\n\r\n{\"a\":1}", "bare:{\"a\":1}")]
    [InlineData("data: a\n{\"in\":\"an event\"}\n\n", "a")]
    [InlineData("event: a\n{\"in\":\"an event\"}\n\n", "a/-")]
    [InlineData("data: {\ndata: }\n\n", "{\n}")]
    [InlineData(" {\"a\":1}\nx{\"a\":1}\n\"a\"\n5\n}\n]\n")]
    [InlineData("{\"cut\":")]
    public void Every_split_gives_the_same_frames(string stream, params string[] expected)
    {
        var bytes = Encoding.UTF8.GetBytes(stream);
        Read(bytes, []).ShouldBe([.. expected]);
        for (var split = 0; split <= bytes.Length; split++)
        {
            Read(bytes, [split]).ShouldBe([.. expected], $"split at {split}");
        }

        Read(bytes, Enumerable.Range(1, bytes.Length - 1)).ShouldBe([.. expected], "byte by byte");
    }

    [Fact]
    public void Random_texts_in_random_pieces_give_the_same_frames()
    {
        string[] pieces =
        [
            "data: a\n\n", "data: b\r\n\r\n", "event: e\rdata: c\r\r", ": comment\n", "{\"a\":1}", "{\n\"a\": [\n1]\n}\n", "[{\"x\":\"\\\"{\"}]\r\n", "{", "\"", "}", "[", "\n", "\r\n", "data: {\n", "\n\n",
        ];
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => pieces[random.Next(pieces.Length)])));
            foreach (var limit in new[] { SseFrameReader.DefaultMaxFrameBytes, 12 })
            {
                var whole = Read(bytes, [], limit);
                Read(bytes, Enumerable.Range(0, random.Next(1, 10)).Select(_ => random.Next(0, bytes.Length + 1)).Order(), limit).ShouldBe(whole, $"seed {seed}, limit {limit}");
                Read(bytes, Enumerable.Range(1, bytes.Length - 1), limit).ShouldBe(whole, $"seed {seed}, limit {limit}, byte by byte");
            }
        }
    }

    [Fact]
    public void One_without_end_hits_the_limit()
    {
        using var reader = new SseFrameReader(1 << 20);
        var piece = Encoding.ASCII.GetBytes("[" + string.Concat(Enumerable.Repeat("{\"a\":\"bbbbbbbb\"},\n", 400)));
        var fed = 0;
        Should.Throw<SseFrameTooLargeException>(() =>
        {
            while (fed < 8 << 20)
            {
                reader.Append(piece);
                reader.TryRead(out _).ShouldBeFalse();
                fed += piece.Length;
            }
        });
        fed.ShouldBeLessThan((1 << 20) + piece.Length);
    }

    [Fact]
    public void An_unfinished_one_is_partial()
    {
        using var reader = new SseFrameReader();
        reader.Append("{\"a\":"u8);
        reader.TryRead(out _).ShouldBeFalse();
        reader.HasPartial.ShouldBeTrue();
        reader.Append("1}"u8);
        reader.TryRead(out var frame).ShouldBeTrue();
        (frame.IsBare, frame.HasData, frame.Event.Length).ShouldBe((true, true, 0));
        reader.HasPartial.ShouldBeFalse();
    }

    private static List<string> Read(byte[] bytes, IEnumerable<int> splits, int limit = SseFrameReader.DefaultMaxFrameBytes)
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
                    var name = Encoding.UTF8.GetString(frame.Event.Span);
                    frames.Add($"{(frame.IsBare ? "bare:" : "")}{name}{(name.Length > 0 ? "/" : "")}{(frame.HasData ? Encoding.UTF8.GetString(frame.Data.Span) : "-")}");
                }
            }
            catch (SseFrameTooLargeException)
            {
                frames.Add("too large");
                break;
            }
        }

        return frames;
    }
}
