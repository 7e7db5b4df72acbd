namespace AiGateway.Configuration;

/// <summary>How a token may be signed: with a private key, whose public half proves nothing to others. <c>none</c> and HMAC are not among them.</summary>
internal enum JwtAlgorithm
{
    /// <summary>RSA, PKCS #1, SHA-256.</summary>
    RS256,

    /// <summary>RSA, PKCS #1, SHA-384.</summary>
    RS384,

    /// <summary>RSA, PKCS #1, SHA-512.</summary>
    RS512,

    /// <summary>RSA, PSS, SHA-256.</summary>
    PS256,

    /// <summary>RSA, PSS, SHA-384.</summary>
    PS384,

    /// <summary>RSA, PSS, SHA-512.</summary>
    PS512,

    /// <summary>ECDSA on P-256 with SHA-256.</summary>
    ES256,

    /// <summary>ECDSA on P-384 with SHA-384.</summary>
    ES384,

    /// <summary>ECDSA on P-521 with SHA-512.</summary>
    ES512,
}
