namespace AiGateway.Fakes.Answers;

/// <summary>A fault and the number of events that are sent before it; in a JSON answer it strikes in the middle of the body.</summary>
public sealed record StreamFault(StreamFaultKind Kind, int After);
