namespace AiGateway.Fakes.Answers;

/// <summary>Ways to vary how any answer is sent.</summary>
public static class AnswerExtensions
{
    /// <summary>Waits this long before each event.</summary>
    public static T Paced<T>(this T answer, TimeSpan eventDelay)
        where T : Answer => answer with { EventDelay = eventDelay };

    /// <summary>Waits this long before the status line.</summary>
    public static T After<T>(this T answer, TimeSpan headDelay)
        where T : Answer => answer with { HeadDelay = headDelay };

    /// <summary>Waits this long before what goes wrong.</summary>
    public static T Striking<T>(this T answer, TimeSpan faultDelay)
        where T : Answer => answer with { FaultDelay = faultDelay };

    /// <summary>Adds a response header; the same name may be added again.</summary>
    public static T WithHeader<T>(this T answer, string name, string value)
        where T : Answer => answer with { Headers = [.. answer.Headers, new(name, value)] };

    /// <summary>Compresses the body with gzip.</summary>
    public static T Gzip<T>(this T answer)
        where T : Answer => answer with { Gzipped = true };

    /// <summary>Writes and flushes the body in pieces of these sizes in bytes, the last size repeating to the end.</summary>
    public static T SplitInto<T>(this T answer, params int[] sizes)
        where T : Answer => answer with { WriteSizes = sizes };
}
