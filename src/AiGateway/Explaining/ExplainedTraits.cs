namespace AiGateway.Explaining;

/// <summary>What a request needs of a model.</summary>
/// <param name="PromptTokens">The tokens of its prompt, about.</param>
/// <param name="MaxOutputTokens">The most tokens of the answer as the caller said; null where it did not.</param>
/// <param name="Answers">How many answers are asked for; 0 for embeddings.</param>
/// <param name="Uses">The capabilities that it uses.</param>
internal sealed record ExplainedTraits(long PromptTokens, long? MaxOutputTokens, int Answers, IReadOnlyList<string> Uses);
