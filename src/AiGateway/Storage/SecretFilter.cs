namespace AiGateway.Storage;

/// <summary>Which secrets are wanted; what is null is not looked at.</summary>
internal sealed record SecretFilter
{
    /// <summary>The master key under which it is encrypted.</summary>
    public string? MasterKeyId { get; init; }

    /// <summary>A part of the name, in any case of ASCII's letters.</summary>
    public string? Search { get; init; }
}
