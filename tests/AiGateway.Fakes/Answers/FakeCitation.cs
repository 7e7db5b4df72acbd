namespace AiGateway.Fakes.Answers;

/// <summary>A source the answer's text refers to.</summary>
/// <param name="Url">The source's address.</param>
/// <param name="Title">The source's title.</param>
/// <param name="Start">Index of the first character cited.</param>
/// <param name="End">Index after the last character cited.</param>
public sealed record FakeCitation(string Url, string Title, int Start, int End);
