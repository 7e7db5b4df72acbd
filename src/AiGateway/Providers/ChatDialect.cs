using AiGateway.Protocol.Formats;

namespace AiGateway.Providers;

/// <summary>How a provider speaks chat.</summary>
/// <param name="Format">Its format.</param>
internal sealed record ChatDialect(IWireFormat Format)
{
    /// <summary>Whether a caller's request in the very same format must be written anew for this provider, by its bytes.</summary>
    public Func<ReadOnlyMemory<byte>, bool> NeedsRewrite { get; init; } = static _ => false;

    /// <summary>Whether answers in the very same format are put into the format's strict shape; else their bytes pass through.</summary>
    public bool NormaliseAnswers { get; init; }
}
