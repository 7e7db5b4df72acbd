using AiGateway.Fakes.Answers;
using static AiGateway.Tests.Faults.FaultAnswers;

namespace AiGateway.Tests.Faults;

/// <summary>Events that are not what they should be.</summary>
internal static class StreamFaults
{
    public static IEnumerable<(string Name, UpstreamFault Fault)> All { get; } =
    [
        ("malformed event among good ones", new UpstreamFault { Answer = call => Sixty.MalformedAt(Preamble(call.Dialect) + Early), Malformed = 1 }),
        ("nothing but malformed events", By(_ => Fault.Frames("data: {\"broken\":\n\n", "data: {\"broken\":\n\n", "data: [1,\n\n"))),
        ("error event before content", By(call => Sixty.ErrorEventAt(Preamble(call.Dialect)))),
        ("error event after content, early", By(call => Sixty.ErrorEventAt(Preamble(call.Dialect) + Early))),
        ("error event after content, late", By(call => Sixty.ErrorEventAt(Preamble(call.Dialect) + Late))),
        ("the terminator alone", By(call => Fault.Frames(Terminator(call.Dialect)))),
        ("a line longer than 1 MiB", By(_ => Fault.HugeEvent((1 << 20) + 4096))),
        ("content filter, as a finish", new UpstreamFault { Answer = _ => Sixty.Finishing(FakeFinish.ContentFilter), Finish = "content_filter" }),
    ];

    private static UpstreamFault By(Func<FaultCall, Answer> answer) => new() { Answer = answer };
}
