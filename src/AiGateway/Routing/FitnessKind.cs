namespace AiGateway.Routing;

/// <summary>Whether a target can serve a request, as far as is known.</summary>
internal enum FitnessKind
{
    /// <summary>Nothing speaks against it.</summary>
    Fit,

    /// <summary>Its context is too short.</summary>
    TooShort,

    /// <summary>It is known not to have what the request uses.</summary>
    Lacks,
}
