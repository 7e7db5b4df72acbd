using System.IO.Compression;
using AiGateway.Fakes.Answers;

namespace AiGateway.Fakes.Serving;

/// <summary>Turns a body's frames into those that are really written: compressed, or cut at given sizes.</summary>
internal static class FrameWriter
{
    /// <summary>Between two pieces of a split body, so that they do not leave in one packet.</summary>
    private static readonly TimeSpan SplitPause = TimeSpan.FromMilliseconds(1);

    public static IReadOnlyList<WireFrame> Prepare(IReadOnlyList<WireFrame> frames, Answer answer)
    {
        var paced = answer.EventDelay > TimeSpan.Zero ? [.. frames.Select(frame => frame with { Delay = frame.Delay + answer.EventDelay })] : frames;
        var packed = answer.Gzipped ? Compress(paced) : paced;
        return answer.WriteSizes.Count > 0 ? Split(packed, answer.WriteSizes) : packed;
    }

    private static List<WireFrame> Compress(IReadOnlyList<WireFrame> frames)
    {
        var packed = new List<WireFrame>();
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (var frame in frames)
            {
                gzip.Write(frame.Bytes.Span);
                gzip.Flush();
                packed.Add(Take(buffer, frame.Delay));
            }
        }

        packed.Add(Take(buffer, TimeSpan.Zero));
        return packed;
    }

    private static WireFrame Take(MemoryStream buffer, TimeSpan delay)
    {
        var frame = new WireFrame(buffer.ToArray(), delay);
        buffer.SetLength(0);
        return frame;
    }

    private static List<WireFrame> Split(IReadOnlyList<WireFrame> frames, IReadOnlyList<int> sizes)
    {
        ReadOnlyMemory<byte> rest = frames.SelectMany(frame => frame.Bytes.ToArray()).ToArray();
        var pieces = new List<WireFrame>();
        while (!rest.IsEmpty)
        {
            var size = Math.Min(rest.Length, Math.Max(1, sizes[Math.Min(pieces.Count, sizes.Count - 1)]));
            pieces.Add(new WireFrame(rest[..size], SplitPause));
            rest = rest[size..];
        }

        return pieces;
    }
}
