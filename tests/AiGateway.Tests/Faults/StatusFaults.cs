using AiGateway.Fakes.Answers;
using static AiGateway.Tests.Faults.FaultAnswers;

namespace AiGateway.Tests.Faults;

/// <summary>Errors that a provider says by its status.</summary>
internal static class StatusFaults
{
    public static IEnumerable<(string Name, UpstreamFault Fault)> All { get; } =
    [
        ("429 without Retry-After", Status(429)),
        ("429, Retry-After: 1", Status(429, ("retry-after", "1"))),
        ("429, Retry-After: 3600", Status(429, ("retry-after", "3600"))),
        ("429, Retry-After: a date", By(_ => Error(429).WithHeader("retry-after", DateTimeOffset.UtcNow.AddHours(2).ToString("r")))),
        ("429, Retry-After: garbage", Status(429, ("retry-after", "soon, we hope"))),
        ("429, retry-after-ms: 1500", Status(429, ("retry-after-ms", "1500"), ("retry-after", "9"))),
        ("429, then a good key", new UpstreamFault { Keys = 2, Answer = call => call.KeyNumber == 0 ? Error(429).WithHeader("retry-after", "60") : Sixty }),
        ("401, then a good key", new UpstreamFault { Keys = 2, Answer = call => call.KeyNumber == 0 ? Error(401) : Sixty }),
        ("every key refused", new UpstreamFault { Keys = 2, Answer = _ => Error(401) }),
        ("402", Status(402)),
        ("403", Status(403)),
        ("408", Status(408)),
        ("409", Status(409)),
        ("500", Status(500)),
        ("503", Status(503)),
        ("529", Status(529)),
        ("502 with an HTML page", By(_ => Fault.Body(502, "<html><body><h1>502 Bad Gateway</h1></body></html>", "text/html"))),
        ("400 for the caller's own fault", Status(400)),
        ("context too long, the next target has a larger one", new UpstreamFault { Answer = call => TooLong(call.Dialect), Contexts = (8_000, 100_000) }),
        ("context too long, the next target has none larger", new UpstreamFault { Answer = call => TooLong(call.Dialect), Contexts = (8_000, 8_000) }),
        ("content filter, as an error", By(_ => Fault.Error(400, Words, "content_filter"))),
        ("content filter, as an error, with a fallback for it", new UpstreamFault { Answer = _ => Fault.Error(400, Words, "content_filter"), FallbackForPolicy = true }),
        ("flapping, bad first", By(call => call.Number % 2 == 1 ? Error(500) : Sixty)),
        ("flapping, good first", By(call => call.Number % 2 == 1 ? Sixty : Error(500))),
    ];

    private static WireAnswer Error(int status) => Fault.Error(status, Words);

    private static UpstreamFault Status(int status, params (string Name, string Value)[] headers) =>
        By(_ => headers.Aggregate(Error(status), (answer, header) => answer.WithHeader(header.Name, header.Value)));

    private static UpstreamFault By(Func<FaultCall, Answer> answer) => new() { Answer = answer };
}
