using System.Buffers;
using System.Text;
using AiGateway.Protocol.Sse;

namespace AiGateway.Protocol.Tests.Sse;

public class SseWriterTests
{
    [Theory]
    [InlineData("", "{\"a\":\"ü\"}", "data: {\"a\":\"ü\"}\n\n")]
    [InlineData("ping", "{}", "event: ping\ndata: {}\n\n")]
    [InlineData("", "", "data: \n\n")]
    public void Writes_what_the_reader_reads(string name, string data, string expected)
    {
        var output = new ArrayBufferWriter<byte>();
        SseWriter.Write(output, Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(data));
        Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe(expected);

        using var reader = new SseFrameReader();
        reader.Append(output.WrittenSpan);
        reader.TryRead(out var frame).ShouldBeTrue();
        Encoding.UTF8.GetString(frame.Event.Span).ShouldBe(name);
        Encoding.UTF8.GetString(frame.Data.Span).ShouldBe(data);
        frame.HasData.ShouldBeTrue();
        reader.TryRead(out _).ShouldBeFalse();
        reader.HasPartial.ShouldBeFalse();
    }
}
