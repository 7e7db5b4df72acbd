using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Tests.Failover;
using static AiGateway.Tests.Faults.FaultAnswers;

namespace AiGateway.Tests.Faults;

/// <summary>Answers with status 200 that are none, or not of the kind that was asked for.</summary>
internal static class BodyFaults
{
    private const string SaidInJson = "Said in JSON";
    private const string SaidInEvents = "All of it";

    public static IEnumerable<(string Name, UpstreamFault Fault)> All { get; } =
    [
        ("malformed JSON", By(_ => Sixty.MalformedAt(0))),
        ("error inside a JSON answer with status 200", By(call => Fault.Body(200, ErrorOf(call.Dialect)))),
        ("empty 200", By(_ => new WireAnswer { Frames = [], AnnounceLength = true, ContentType = null })),
        ("empty event stream", By(_ => Fault.Frames())),
        ("empty JSON object", By(_ => Fault.Body(200, "{}"))),
        ("HTML with status 200", By(_ => Fault.Body(200, "<!DOCTYPE html><html><body>Maintenance</body></html>", "text/html"))),
        ("gzip that was not asked for", By(_ => Sixty.Gzip())),
        ("an encoding that nobody knows", By(_ => Sixty.WithHeader("content-encoding", "x-unheard-of"))),
        ("redirect", By(_ => Fault.Redirect(307, new Uri("http://127.0.0.1:1/v1/chat/completions")))),
        ("stream of the wrong content type", new UpstreamFault { Answer = call => Fault.Frames(Stream(call.Dialect)) with { ContentType = "text/plain" }, Text = SaidInEvents }),
        ("JSON of the wrong content type", new UpstreamFault { Answer = call => Fault.Body(200, PlainBodies.Of(call.Dialect), "text/plain"), Text = SaidInJson }),
        ("JSON where a stream was asked for", new UpstreamFault { Answer = call => Fault.Body(200, PlainBodies.Of(call.Dialect)), Text = SaidInJson }),
        ("stream where JSON was asked for", new UpstreamFault { Answer = call => Fault.Frames(Stream(call.Dialect)), Text = SaidInEvents }),
    ];

    private static UpstreamFault By(Func<FaultCall, Answer> answer) => new() { Answer = answer };

    private static string ErrorOf(Dialect dialect) => dialect switch
    {
        Dialect.OpenAI => $$$"""{"error":{"message":"{{{Words}}}","type":"server_error","param":null,"code":null}}""",
        Dialect.Anthropic => $$$"""{"type":"error","error":{"type":"overloaded_error","message":"{{{Words}}}"},"request_id":"req_1"}""",
        _ => $$$"""{"error":{"code":503,"message":"{{{Words}}}","status":"UNAVAILABLE"}}""",
    };
}
