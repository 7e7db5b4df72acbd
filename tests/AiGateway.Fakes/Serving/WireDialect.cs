using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AiGateway.Fakes.Answers;
using AiGateway.Fakes.Honest;
using AiGateway.Fakes.Schema;

namespace AiGateway.Fakes.Serving;

/// <summary>One provider's wire format: its routes, rules, errors and ways of writing an answer.</summary>
internal abstract class WireDialect(ProviderState state)
{
    protected ProviderState State { get; } = state;

    /// <summary>The path of the base address that stands in a configuration.</summary>
    public abstract string BasePath { get; }

    /// <summary>The credential in the place where this provider looks for it.</summary>
    public abstract string? Credential(RecordedRequest request);

    /// <summary>Understands a request.</summary>
    /// <exception cref="Refusal">The provider refuses it.</exception>
    public abstract Operation Open(RecordedRequest request);

    /// <summary>The provider's own error body.</summary>
    protected abstract string ErrorBody(int status, string? message, string? code);

    /// <summary>The headers the provider puts on every answer.</summary>
    protected abstract IEnumerable<KeyValuePair<string, string>> UsualHeaders(RecordedRequest request);

    /// <summary>The content type of errors and plain answers.</summary>
    protected virtual string JsonType => "application/json";

    public ResponsePlan PlanRefusal(Refusal refusal, RecordedRequest request) => Whole(refusal.Status, refusal.Body, request);

    public ResponsePlan Plan(FixedOperation operation, RecordedRequest request) => Whole(200, operation.Json, request);

    public ResponsePlan Plan(WireAnswer answer, RecordedRequest request)
    {
        var frames = answer.Frames ?? [ErrorBody(answer.Status, answer.EchoesKey ? $"Incorrect API key provided: {request.Key}." : answer.Message, answer.Code)];
        frames = FrameWriter.Prepare(frames, answer);
        return new ResponsePlan(
            answer.Status,
            answer.ContentType,
            [.. UsualHeaders(request), .. Compressed(answer)],
            frames,
            answer.Ending,
            answer.AnnounceLength ? frames.Sum(frame => (long)frame.Bytes.Length) : null)
        { HeadDelay = answer.HeadDelay, EndDelay = answer.FaultDelay };
    }

    public ResponsePlan Plan(FakeAnswer answer, ChatOperation operation, RecordedRequest request)
    {
        var settled = SettledAnswer.For(answer, operation.Call);
        var rendering = operation.Render(settled);
        var (events, ending, late) = rendering.Streamed ? Strike(rendering, settled.Answer) : StrikeWhole(rendering, answer.Fault);
        var frames = FrameWriter.Prepare([.. events.Select((text, i) => WireFrame.FromString(text) with { Delay = i == late ? answer.FaultDelay : TimeSpan.Zero })], answer);
        var announced = answer.Fault is { Kind: StreamFaultKind.Cut or StreamFaultKind.Stall }
            ? Encoding.UTF8.GetByteCount(rendering.Events[0])
            : frames.Sum(frame => (long)frame.Bytes.Length);
        long? length = rendering.Streamed || answer.Gzipped || answer.Fault is { Kind: StreamFaultKind.End } ? null : announced;
        return new ResponsePlan(200, rendering.ContentType, [.. UsualHeaders(request), .. Compressed(answer)], frames, ending, length)
        {
            HeadDelay = answer.HeadDelay,
            EndDelay = late == events.Count ? answer.FaultDelay : TimeSpan.Zero,
        };
    }

    protected static string Write(JsonNode node) => node.ToJsonString(WireJson.Options);

    /// <summary>The body as a JSON object without duplicate names.</summary>
    /// <param name="request">The request.</param>
    /// <param name="onError">Makes the refusal of a body that is none.</param>
    protected static JsonElement ReadBody(RecordedRequest request, Func<string, Refusal> onError)
    {
        JsonElement body;
        try
        {
            body = JsonElement.Parse(request.Body, new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException problem)
        {
            throw onError(problem.Message);
        }

        return body.ValueKind == JsonValueKind.Object ? body : throw onError($"expected an object, got {Shape.KindOf(body)}");
    }

    protected static bool IsJson(RecordedRequest request) =>
        request.Header("content-type") is { } type
        && string.Equals(type.Split(';')[0].Trim(), "application/json", StringComparison.OrdinalIgnoreCase)
        && request.Header("content-encoding") is null or "identity";

    protected static string? Bearer(RecordedRequest request)
    {
        var header = request.Header("authorization");
        return header is not null && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header["Bearer ".Length..].Trim() : null;
    }

    private static IEnumerable<KeyValuePair<string, string>> Compressed(Answer answer) =>
        answer.Gzipped ? [.. answer.Headers, KeyValuePair.Create("content-encoding", "gzip")] : answer.Headers;

    /// <summary>The events that are sent, how it ends, and which event waits for the fault delay: one past the last is the ending.</summary>
    private static (List<string> Events, WireEnding Ending, int Late) Strike(Rendering rendering, FakeAnswer answer)
    {
        var events = new List<string>();
        var fault = answer.Fault;
        var until = fault is null ? rendering.Events.Count : Math.Min(fault.After, rendering.Events.Count);
        var goesOn = fault?.Kind is StreamFaultKind.Malformed or StreamFaultKind.Pause;
        var late = -1;
        for (var i = 0; i < rendering.Events.Count && (i < until || goesOn); i++)
        {
            if (answer.Noise)
            {
                events.AddRange(rendering.Noise);
            }

            if (i == until)
            {
                late = events.Count;
                if (fault!.Kind == StreamFaultKind.Malformed)
                {
                    events.Add(rendering.MalformedEvent);
                }
            }

            events.Add(rendering.Events[i]);
        }

        if (fault is not null && !goesOn)
        {
            late = events.Count;
        }

        switch (fault?.Kind)
        {
            case StreamFaultKind.Error:
                events.Add(rendering.ErrorEvent);
                return (events, WireEnding.Complete, late);
            case StreamFaultKind.Cut:
                return (events, WireEnding.Reset, late);
            case StreamFaultKind.Stall:
                return (events, WireEnding.Hang, late);
            default:
                return (events, WireEnding.Complete, late);
        }
    }

    private static (List<string> Events, WireEnding Ending, int Late) StrikeWhole(Rendering rendering, StreamFault? fault)
    {
        var whole = rendering.Events[0];
        var half = whole[..(whole.Length / 2)];
        return fault?.Kind switch
        {
            StreamFaultKind.Error => ([rendering.ErrorEvent], WireEnding.Complete, -1),
            StreamFaultKind.Malformed => ([whole[..^1] + ",,}"], WireEnding.Complete, -1),
            StreamFaultKind.Pause => ([whole], WireEnding.Complete, 0),
            StreamFaultKind.End => ([half], WireEnding.Complete, 1),
            StreamFaultKind.Cut when fault.After == 0 => ([], WireEnding.Reset, 0),
            StreamFaultKind.Cut => ([half], WireEnding.Reset, 1),
            StreamFaultKind.Stall => (fault.After == 0 ? [] : [half], WireEnding.Hang, -1),
            _ => ([whole], WireEnding.Complete, -1),
        };
    }

    private ResponsePlan Whole(int status, string body, RecordedRequest request)
    {
        WireFrame frame = body;
        return new ResponsePlan(status, JsonType, [.. UsualHeaders(request)], [frame], WireEnding.Complete, frame.Bytes.Length);
    }
}
