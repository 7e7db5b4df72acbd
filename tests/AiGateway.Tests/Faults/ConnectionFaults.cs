using AiGateway.Fakes.Answers;
using static AiGateway.Tests.Faults.FaultAnswers;

namespace AiGateway.Tests.Faults;

/// <summary>Connections that do not come to stand, break, end early or fall silent.</summary>
internal static class ConnectionFaults
{
    public static IEnumerable<(string Name, UpstreamFault Fault)> All { get; } =
    [
        ("connection refused", new UpstreamFault { Place = UpstreamPlace.ClosedPort }),
        ("connection never answered (black hole)", new UpstreamFault { Place = UpstreamPlace.BlackHole }),
        ("reset before the headers", Always(Fault.ResetBeforeAnswer)),
        ("headers, then reset", Always(Fault.Frames() with { Ending = WireEnding.Reset, FaultDelay = BeforeFault })),
        ("reset in mid-body, early", By(call => Sixty.CutAfter(Preamble(call.Dialect) + Early))),
        ("reset in mid-body, late", By(call => Sixty.CutAfter(Preamble(call.Dialect) + Late))),
        ("clean end in mid-body, early", By(call => Sixty.EndAfter(Preamble(call.Dialect) + Early))),
        ("clean end in mid-body, late", By(call => Sixty.EndAfter(Preamble(call.Dialect) + Late))),
        ("silent", Always(Fault.Silent)),
        ("headers, then silent", Always(Fault.HeadersThenSilent)),
        ("preamble without content, then silent", By(call => Sixty.StallAfter(Preamble(call.Dialect)))),
        ("first token after the limit", By(call => Sixty.PauseAfter(Preamble(call.Dialect), TimeSpan.FromSeconds(20)))),
        ("stall in mid-stream, early", By(call => Sixty.StallAfter(Preamble(call.Dialect) + Early))),
        ("stall in mid-stream, late", By(call => Sixty.StallAfter(Preamble(call.Dialect) + Late))),
        ("trickle below the least throughput", new UpstreamFault
        {
            Answer = call => Sixty.Paced(TimeSpan.FromMilliseconds(150)),
            Timeouts = new Dictionary<string, object>(StringComparer.Ordinal) { ["MinBytesPerSecond"] = 50_000, ["ThroughputWindow"] = "600ms" },
        }),
        ("reset after the finish reason", By(call => Sixty.CutAfter(ToFinish(call.Dialect)))),
        ("no terminator after the finish reason", By(call => Sixty.EndAfter(ToFinish(call.Dialect)))),
        ("cut, and the next target refuses a prefilled answer", new UpstreamFault
        {
            Answer = call => Sixty.EndAfter(Preamble(call.Dialect) + Early),
            FallbackRefusesPrefill = true,
        }),
        ("tool arguments cut in the middle", new UpstreamFault
        {
            // Google sends a call whole, in one event; of the others an event opens the call and its arguments follow.
            Answer = call => ToolCall.EndAfter(Preamble(call.Dialect) + (call.Dialect == Fakes.Dialect.Gemini ? 1 : 4)),
            IsToolCall = true,
        }),
    ];

    private static UpstreamFault Always(Answer answer) => By(_ => answer);

    private static UpstreamFault By(Func<FaultCall, Answer> answer) => new() { Answer = answer };
}
