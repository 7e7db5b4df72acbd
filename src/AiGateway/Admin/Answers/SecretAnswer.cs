namespace AiGateway.Admin.Answers;

/// <summary>What is known of a provider's secret; never the secret, in whatever form.</summary>
/// <param name="Name">Its name, as in `store:NAME`.</param>
/// <param name="Note">A word on what it is for; null for none.</param>
/// <param name="EncryptedUnder">The id of the master key under which it is kept.</param>
/// <param name="CreatedAt">When it was first set.</param>
/// <param name="UpdatedAt">When its value was last changed.</param>
/// <param name="Version">What `If-Match` names.</param>
internal sealed record SecretAnswer(string Name, string? Note, string EncryptedUnder, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long Version);
