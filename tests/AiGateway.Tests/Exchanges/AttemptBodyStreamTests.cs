using AiGateway.Exchanges;

namespace AiGateway.Tests.Exchanges;

/// <summary>A request body's reading for one attempt ends with the attempt.</summary>
public class AttemptBodyStreamTests
{
    [Fact]
    public async Task Each_stream_reads_the_whole_body()
    {
        byte[] body = [1, 2, 3, 4, 5];
        for (var i = 0; i < 2; i++)
        {
            using var stream = new AttemptBodyStream(body);
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy, 2);
            copy.ToArray().ShouldBe(body);
        }
    }

    [Fact]
    public async Task After_detaching_every_read_fails()
    {
        using var stream = new AttemptBodyStream(new byte[100]);
        stream.ReadExactly(new byte[10]);

        stream.Detach();

        Should.Throw<ObjectDisposedException>(() => stream.Read(new byte[10], 0, 10));
        Should.Throw<ObjectDisposedException>(() => stream.ReadByte());
        await Should.ThrowAsync<ObjectDisposedException>(async () => await stream.ReadExactlyAsync(new byte[10]));
        await Should.ThrowAsync<ObjectDisposedException>(() => stream.CopyToAsync(Stream.Null));
    }

    [Fact]
    public async Task A_detached_body_is_never_read_even_while_reads_are_under_way()
    {
        for (var round = 0; round < 50; round++)
        {
            var memory = new byte[64 * 1024];
            using var stream = new AttemptBodyStream(memory);
            var seen = new byte[memory.Length];
            var reading = Task.Run(() =>
            {
                try
                {
                    for (var at = 0; at < seen.Length;)
                    {
                        at += stream.Read(seen, at, Math.Min(64, seen.Length - at));
                    }
                }
                catch (ObjectDisposedException)
                {
                    // The very thing that detaching is for.
                }
            });

            stream.Detach();
            Array.Fill(memory, (byte)0xEE);
            await reading;

            seen.ShouldNotContain((byte)0xEE);
        }
    }

    [Fact]
    public async Task A_read_of_no_bytes_is_not_the_end()
    {
        using var stream = new AttemptBodyStream(new byte[] { 7 });

        (await stream.ReadAsync(Memory<byte>.Empty)).ShouldBe(0);
        stream.ReadByte().ShouldBe(7);
        stream.ReadByte().ShouldBe(-1);
    }
}
