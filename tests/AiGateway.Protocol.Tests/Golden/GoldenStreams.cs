using AiGateway.Protocol.Sse;

namespace AiGateway.Protocol.Tests.Golden;

/// <summary>The golden streams of every format, frame by frame, for properties that hold of each.</summary>
public static class GoldenStreams
{
    /// <summary>Format and name of each.</summary>
    public static TheoryData<string, string> All
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var golden in GoldenCase.All("stream"))
            {
                data.Add(golden.Format, golden.Name);
            }

            return data;
        }
    }

    /// <summary>The frames of one, which outlive their reader.</summary>
    public static List<SseFrame> Frames(string format, string name)
    {
        var golden = GoldenCase.All("stream").Single(golden => golden.Format == format && golden.Name == name);
        using var reader = new SseFrameReader();
        var frames = new List<SseFrame>();
        reader.Append(File.ReadAllBytes(golden.Path));
        while (reader.TryRead(out var frame))
        {
            frames.Add(frame with { Event = frame.Event.ToArray(), Data = frame.Data.ToArray() });
        }

        return frames;
    }
}
