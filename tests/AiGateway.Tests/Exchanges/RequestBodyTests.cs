using System.IO.Pipelines;
using AiGateway.Exchanges;

namespace AiGateway.Tests.Exchanges;

/// <summary>Taking a request body in, within its limit.</summary>
public class RequestBodyTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(4096, 100)]
    [InlineData(100_000, 7)]
    [InlineData(300_000, 65_536)]
    public async Task Any_length_in_any_pieces(int length, int piece)
    {
        var bytes = Bytes(length);
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        var writing = WriteAsync(pipe.Writer, bytes, Math.Max(1, piece));

        using var body = await RequestBody.ReadAsync(pipe.Reader, null, length, CancellationToken.None);

        await writing;
        body.ShouldNotBeNull();
        body.Bytes.ToArray().ShouldBe(bytes);
    }

    [Fact]
    public async Task A_declared_length_over_the_limit_is_refused_unread()
    {
        var pipe = new Pipe();

        (await RequestBody.ReadAsync(pipe.Reader, 101, 100, CancellationToken.None)).ShouldBeNull();
    }

    [Theory]
    [InlineData(null)]
    [InlineData(10L)]
    public async Task More_than_the_limit_is_refused_whatever_was_declared(long? declared)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        await WriteAsync(pipe.Writer, Bytes(101), 10);

        (await RequestBody.ReadAsync(pipe.Reader, declared, 100, CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_body_without_end_is_refused_at_the_limit()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        await pipe.Writer.WriteAsync(Bytes(101));

        (await RequestBody.ReadAsync(pipe.Reader, null, 100, CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_large_promise_takes_no_memory_in_advance()
    {
        var pipe = new Pipe();
        using var stop = new CancellationTokenSource(50);
        var before = GC.GetTotalAllocatedBytes(precise: true);

        await Should.ThrowAsync<OperationCanceledException>(async () => await RequestBody.ReadAsync(pipe.Reader, 500_000_000, 1_000_000_000, stop.Token));

        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan(100_000_000);
    }

    [Fact]
    public async Task What_was_held_is_wiped()
    {
        var pipe = new Pipe();
        await WriteAsync(pipe.Writer, Bytes(1000), 1000);
        var body = await RequestBody.ReadAsync(pipe.Reader, 1000, 1000, CancellationToken.None);
        var memory = body!.Bytes;

        body.Dispose();

        memory.Span.IndexOfAnyExcept((byte)0).ShouldBe(-1);
        body.Bytes.Length.ShouldBe(0);
    }

    private static byte[] Bytes(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(1 + (i % 250)))];

    private static async Task WriteAsync(PipeWriter writer, byte[] bytes, int piece)
    {
        for (var at = 0; at < bytes.Length; at += piece)
        {
            await writer.WriteAsync(bytes.AsMemory(at, Math.Min(piece, bytes.Length - at)));
        }

        await writer.CompleteAsync();
    }
}
