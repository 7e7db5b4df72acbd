using System.Text.Json;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Failover;

/// <summary>What a finished stream says about how it ended.</summary>
internal static class StreamText
{
    /// <summary>A good stream's text that many tests look for.</summary>
    public const string Good = "Hello from the next one";

    /// <summary>An answer with that text in several events.</summary>
    public static FakeAnswer GoodAnswer { get; } = FakeAnswer.Text("Hello ", "from ", "the ", "next ", "one");

    /// <summary>An answer with ten events of content.</summary>
    public static FakeAnswer Long { get; } = FakeAnswer.Text("a1 ", "b2 ", "c3 ", "d4 ", "e5 ", "f6 ", "g7 ", "h8 ", "i9 ", "j10");

    /// <summary>How many events of <see cref="Long"/> hold content, but not all of it.</summary>
    public const int Midway = 7;

    /// <summary>How many of a dialect's first events say nothing that a caller could see.</summary>
    public static int Preamble(Dialect dialect) => dialect switch
    {
        Dialect.Anthropic => 2,
        Dialect.Gemini => 0,
        _ => 1,
    };

    /// <summary>The code of the error event that ends a stream.</summary>
    public static string? ErrorCode(string stream)
    {
        var error = JsonElement.Parse(Chat.Events(stream)[^1]).GetProperty("error");
        return error.GetProperty("code").GetString() ?? error.GetProperty("type").GetString();
    }

    /// <summary>Holds a stream to the form of one clean answer: one role, one finish, the terminator last.</summary>
    public static void ShouldBeClean(string stream, string text = Good)
    {
        var events = Chat.Events(stream);
        Chat.StreamedText(stream).ShouldBe(text, stream);
        events[^1].ShouldBe("[DONE]", stream);
        events.Count(e => e == "[DONE]").ShouldBe(1);
        Finishes(stream).Count.ShouldBe(1, stream);
        events.Count(e => e.Contains("\"role\":\"assistant\"", StringComparison.Ordinal)).ShouldBe(1, stream);
        events.ShouldNotContain(e => e.Contains("\"error\"", StringComparison.Ordinal));
    }

    /// <summary>Holds a stream to the form of one that failed on the way: an error event last, no finish, no terminator.</summary>
    public static void ShouldBeBroken(string stream, string code)
    {
        ErrorCode(stream).ShouldBe(code, stream);
        stream.ShouldNotContain("[DONE]");
        Finishes(stream).ShouldBeEmpty(stream);
        stream.ShouldEndWith("\n\n");
    }

    private static IReadOnlyList<string> Finishes(string stream) =>
    [
        .. Chat.Events(stream).Where(data => data.StartsWith('{')).Select(data => JsonElement.Parse(data))
            .Where(chunk => chunk.TryGetProperty("choices", out var choices) && choices is { ValueKind: JsonValueKind.Array } && choices.GetArrayLength() > 0)
            .Select(chunk => chunk.GetProperty("choices")[0].TryGetProperty("finish_reason", out var finish) ? finish.GetString() : null)
            .OfType<string>(),
    ];
}
