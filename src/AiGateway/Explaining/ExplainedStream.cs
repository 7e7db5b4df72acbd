namespace AiGateway.Explaining;

/// <summary>How a streamed answer goes out.</summary>
/// <param name="Mode">What must be there before anything does: <c>live</c>, <c>held</c> or <c>atomic</c>.</param>
/// <param name="HoldBytes">For <c>held</c>: the bytes after which it is let go; else null.</param>
/// <param name="HoldSeconds">For <c>held</c>: the time after which it is let go; else null.</param>
/// <param name="KeepAliveSeconds">The silence after which a keep-alive goes out; 0 for never.</param>
internal sealed record ExplainedStream(string Mode, int? HoldBytes, double? HoldSeconds, double KeepAliveSeconds);
