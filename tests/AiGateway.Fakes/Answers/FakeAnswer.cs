namespace AiGateway.Fakes.Answers;

/// <summary>A good answer in words and tool calls, which each fake renders in its own wire format, as JSON or as a stream.</summary>
/// <remarks>
/// Faults count events on the wire. Before the first text there are: OpenAI and Mistral one (the role chunk), Anthropic three
/// (message_start, content_block_start, ping), Gemini none. Then each piece of text is one event.
/// </remarks>
public sealed record FakeAnswer : Answer
{
    /// <summary>An answer without any content.</summary>
    public static readonly FakeAnswer Empty = new();

    /// <summary>The honest default answer to the request; for a fault that needs good events around it.</summary>
    public static readonly FakeAnswer Honest = new() { IsHonest = true };

    /// <summary>The parts in order.</summary>
    public IReadOnlyList<AnswerPart> Parts { get; init; } = [];

    /// <summary>Why the answer ends; null means tool calls where there are any, else stop.</summary>
    public FakeFinish? Finish { get; init; }

    /// <summary>The provider's finish word verbatim, where <see cref="Finish"/> has no word for it.</summary>
    public string? RawFinish { get; init; }

    /// <summary>The usage; null lets the fake count.</summary>
    public FakeUsage? Usage { get; init; }

    /// <summary>Whether usage is left out altogether.</summary>
    public bool UsageLeftOut { get; init; }

    /// <summary>A usage object in the provider's own JSON, sent verbatim.</summary>
    public string? RawUsage { get; init; }

    /// <summary>Sources the text refers to.</summary>
    public IReadOnlyList<FakeCitation> Citations { get; init; } = [];

    /// <summary>The model named in the answer; null repeats the requested one.</summary>
    public string? Model { get; init; }

    /// <summary>Whether comments, pings and unknown events stand between the events of a stream.</summary>
    public bool Noise { get; init; }

    /// <summary>What goes wrong on the way; null for nothing.</summary>
    public StreamFault? Fault { get; init; }

    /// <summary>Whether the content is the honest default's.</summary>
    public bool IsHonest { get; init; }

    public static FakeAnswer Text(params string[] pieces) => Empty.ThenText(pieces);

    public static FakeAnswer Reasoning(params string[] pieces) => Empty.ThenReasoning(pieces);

    public static FakeAnswer Refusal(params string[] pieces) => Empty.Then(new RefusalPart(pieces));

    public static FakeAnswer ToolCall(string name, params string[] argumentPieces) => Empty.ThenToolCall(name, argumentPieces);

    public FakeAnswer ThenText(params string[] pieces) => Then(new TextPart(pieces));

    public FakeAnswer ThenReasoning(params string[] pieces) => Then(new ReasoningPart(pieces));

    public FakeAnswer ThenToolCall(string name, params string[] argumentPieces) => Then(new ToolCallPart(name, null, argumentPieces));

    public FakeAnswer ThenToolCallWithId(string id, string name, params string[] argumentPieces) => Then(new ToolCallPart(name, id, argumentPieces));

    public FakeAnswer Then(AnswerPart part) => this with { Parts = [.. Parts, part] };

    public FakeAnswer Finishing(FakeFinish finish) => this with { Finish = finish };

    public FakeAnswer Finishing(string rawFinish) => this with { RawFinish = rawFinish };

    public FakeAnswer WithUsage(int input, int output, int cacheRead = 0, int cacheWrite = 0, int reasoning = 0) =>
        this with { Usage = new FakeUsage(input, output, cacheRead, cacheWrite, reasoning) };

    public FakeAnswer WithRawUsage(string json) => this with { RawUsage = json };

    public FakeAnswer WithoutUsage() => this with { UsageLeftOut = true };

    public FakeAnswer Citing(string url, string title, int start, int end) => this with { Citations = [.. Citations, new(url, title, start, end)] };

    public FakeAnswer FromModel(string model) => this with { Model = model };

    /// <summary>Puts comments, pings and unknown events between the events, as far as the provider's protocol allows them.</summary>
    public FakeAnswer WithNoise() => this with { Noise = true };

    /// <summary>Resets the connection after this many events.</summary>
    public FakeAnswer CutAfter(int events) => this with { Fault = new(StreamFaultKind.Cut, events) };

    /// <summary>Ends the response cleanly after this many events, without a terminator.</summary>
    public FakeAnswer EndAfter(int events) => this with { Fault = new(StreamFaultKind.End, events) };

    /// <summary>Falls silent after this many events.</summary>
    public FakeAnswer StallAfter(int events) => this with { Fault = new(StreamFaultKind.Stall, events) };

    /// <summary>Sends nothing for this long after this many events and then goes on.</summary>
    public FakeAnswer PauseAfter(int events, TimeSpan pause) => this with { Fault = new(StreamFaultKind.Pause, events), FaultDelay = pause };

    /// <summary>Sends the provider's error event after this many events; in a JSON answer the error comes inside a 200.</summary>
    public FakeAnswer ErrorEventAt(int events) => this with { Fault = new(StreamFaultKind.Error, events) };

    /// <summary>Sends a malformed event after this many events and then goes on; in a JSON answer the JSON is broken.</summary>
    public FakeAnswer MalformedAt(int events) => this with { Fault = new(StreamFaultKind.Malformed, events) };
}
