using AiGateway.Fakes.Honest;

namespace AiGateway.Fakes.Serving;

/// <summary>A request that was understood and allowed.</summary>
internal abstract record Operation;

/// <summary>One whose answer the script has no say in, but for faults.</summary>
/// <param name="Json">The answer.</param>
/// <param name="IsListing">Whether it lists models; queued faults are not meant for those.</param>
internal sealed record FixedOperation(string Json, bool IsListing = false) : Operation;

/// <summary>One for a completion.</summary>
/// <param name="Call">What the request asks for.</param>
/// <param name="Render">Writes an answer whose usage and finish are settled in the provider's wire format.</param>
internal sealed record ChatOperation(ChatCall Call, Func<SettledAnswer, Rendering> Render) : Operation;

/// <summary>An answer in wire format.</summary>
/// <param name="ContentType">The content type.</param>
/// <param name="Streamed">Whether it is a stream; otherwise the only event is the body.</param>
/// <param name="Events">The events, framing included.</param>
/// <param name="ErrorEvent">The provider's error inside a 200.</param>
/// <param name="MalformedEvent">An event that is no JSON, framing included.</param>
/// <param name="Noise">Frames that a client must pass over.</param>
internal sealed record Rendering(
    string ContentType,
    bool Streamed,
    IReadOnlyList<string> Events,
    string ErrorEvent,
    string MalformedEvent,
    IReadOnlyList<string> Noise);
