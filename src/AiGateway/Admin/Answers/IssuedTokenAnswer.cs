namespace AiGateway.Admin.Answers;

/// <summary>An admin token that was just made: the only answer that has its text.</summary>
/// <param name="Token">All about it.</param>
/// <param name="Text">The token itself, which is shown now and never again.</param>
internal sealed record IssuedTokenAnswer(TokenAnswer Token, string Text);
