namespace AiGateway.Admin.Answers;

/// <summary>A virtual key that was just made: the only answer that has its text.</summary>
/// <param name="Key">All about it.</param>
/// <param name="Text">The key itself, which is shown now and never again.</param>
internal sealed record IssuedKeyAnswer(KeyAnswer Key, string Text);
