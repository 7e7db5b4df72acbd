using System.Text.Json;

namespace AiGateway.Protocol.Chat;

/// <summary>A tool the model may call.</summary>
public sealed record ChatTool
{
    /// <summary>What kind of tool it is.</summary>
    public required ChatToolKind Kind { get; init; }

    /// <summary>The name the model calls it by: 1 to 64 characters of letters, digits, <c>_</c> and <c>-</c>. For <see cref="ChatToolKind.Provider"/> its type.</summary>
    public required string Name { get; init; }

    /// <summary>What it does, in words for the model.</summary>
    public string? Description { get; init; }

    /// <summary>A JSON schema of the arguments; null for a function without parameters.</summary>
    public JsonElement? Parameters { get; init; }

    /// <summary>Whether the model must keep to the schema; null where not said.</summary>
    public bool? Strict { get; init; }

    /// <summary>The tool as it was written, for kinds that only their own provider understands; null for functions.</summary>
    public JsonElement? Raw { get; init; }

    /// <summary>Where the caller wants the prompt cache to end a prefix.</summary>
    public CacheHint? Cache { get; init; }
}
