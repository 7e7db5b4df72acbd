using AiGateway.Configuration;

namespace AiGateway.Authentication.Jwt;

/// <summary>What an issuer says of itself: its name and its public keys, at one time.</summary>
/// <param name="Issuer">What stands in its tokens as <c>iss</c>.</param>
/// <param name="Keys">The keys.</param>
/// <param name="Digest">Equal for sets with the same name and keys.</param>
/// <param name="ReadAt">Clock reading when it was asked.</param>
internal sealed record JwtKeySet(string Issuer, IReadOnlyList<JwtKey> Keys, string Digest, long ReadAt)
{
    /// <summary>The key for a token; where the token names none, the only one for its algorithm.</summary>
    public JwtKey? Find(string? keyId, JwtAlgorithm algorithm)
    {
        JwtKey? found = null;
        foreach (var key in Keys)
        {
            if ((keyId is null || key.Id == keyId) && key.Algorithms.Contains(algorithm))
            {
                if (keyId is not null)
                {
                    return key;
                }

                if (found is not null)
                {
                    return null;
                }

                found = key;
            }
        }

        return found;
    }
}
