using System.Globalization;

namespace AiGateway.Fakes.Answers;

/// <summary>Answers that go wrong, or that a test writes byte by byte.</summary>
public static class Fault
{
    /// <summary>The request is read and never answered.</summary>
    public static readonly WireAnswer Silent = new() { Status = 0, Frames = [], Ending = WireEnding.Hang };

    /// <summary>The connection is reset before any answer.</summary>
    public static readonly WireAnswer ResetBeforeAnswer = new() { Status = 0, Frames = [], Ending = WireEnding.Reset };

    /// <summary>Good stream headers, then nothing.</summary>
    public static readonly WireAnswer HeadersThenSilent = new() { ContentType = "text/event-stream", Frames = [], Ending = WireEnding.Hang };

    /// <summary>This status with the provider's own error body and these headers.</summary>
    public static WireAnswer Status(int status, params (string Name, string Value)[] headers) =>
        new() { Status = status, AnnounceLength = true, Headers = [.. headers.Select(header => KeyValuePair.Create(header.Name, header.Value))] };

    /// <summary>429 with the provider's own error body and a <c>retry-after</c> of this value.</summary>
    public static WireAnswer RateLimited(string retryAfter) => Status(429, ("retry-after", retryAfter));

    /// <summary>429 with the provider's own error body and a <c>retry-after</c> in seconds.</summary>
    public static WireAnswer RateLimited(int seconds) => RateLimited(seconds.ToString(CultureInfo.InvariantCulture));

    /// <summary>This status with the provider's own error body carrying this message (and code, where the provider has one).</summary>
    public static WireAnswer Error(int status, string message, string? code = null) => Status(status) with { Message = message, Code = code };

    /// <summary>This status with the provider's own error body, in whose message the received credential stands.</summary>
    public static WireAnswer KeyEcho(int status = 401) => Status(status) with { EchoesKey = true };

    /// <summary>This status with this body.</summary>
    public static WireAnswer Body(int status, string body, string? contentType = "application/json") =>
        new() { Status = status, ContentType = contentType, Frames = [body], AnnounceLength = true };

    /// <summary>This status with these bytes for body.</summary>
    public static WireAnswer Body(int status, byte[] body, string? contentType = "application/json") =>
        new() { Status = status, ContentType = contentType, Frames = [new WireFrame(body)], AnnounceLength = true };

    /// <summary>A redirect to this address.</summary>
    public static WireAnswer Redirect(int status, Uri location) => Body(status, "", null).WithHeader("location", location.AbsoluteUri);

    /// <summary>A 200 event stream of these frames, each written and flushed as it is.</summary>
    public static WireAnswer Frames(params WireFrame[] frames) => new() { ContentType = "text/event-stream; charset=utf-8", Frames = frames };

    /// <summary>An event stream whose only line never ends.</summary>
    public static WireAnswer InfiniteLine() =>
        new() { ContentType = "text/event-stream", Frames = ["data: {\"x\":\"", new string('x', 16 * 1024)], Ending = WireEnding.Repeat };

    /// <summary>An event stream of one event whose line has more than this many bytes, then its end.</summary>
    public static WireAnswer HugeEvent(int bytes) => Frames("data: {\"x\":\"", new string('x', bytes), "\"}\n\n");

    /// <summary>A 200 with this many extra headers of this many characters each and an empty object for body.</summary>
    public static WireAnswer HugeHeaders(int count, int length)
    {
        var value = new string('h', length);
        return Body(200, "{}") with
        {
            Headers = [.. Enumerable.Range(0, count).Select(i => KeyValuePair.Create("x-huge-" + i.ToString(CultureInfo.InvariantCulture), value))],
        };
    }
}
