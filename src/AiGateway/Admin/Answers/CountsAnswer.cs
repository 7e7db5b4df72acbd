namespace AiGateway.Admin.Answers;

/// <summary>How many of each thing there are in the store.</summary>
/// <param name="Keys">The virtual keys.</param>
/// <param name="Teams">The teams.</param>
/// <param name="Users">The users.</param>
/// <param name="StoredSecrets">The providers' secrets.</param>
/// <param name="Tokens">The admin tokens.</param>
internal sealed record CountsAnswer(long Keys, long Teams, long Users, long StoredSecrets, long Tokens);
