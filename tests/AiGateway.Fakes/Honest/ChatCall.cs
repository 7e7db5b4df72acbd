using System.Text.Json;

namespace AiGateway.Fakes.Honest;

/// <summary>How much a request wants a tool to be called.</summary>
internal enum ToolDemand
{
    /// <summary>No tool may be called.</summary>
    None,

    /// <summary>The model decides: it calls when the text says so.</summary>
    Auto,

    /// <summary>Some tool must be called.</summary>
    Any,
}

/// <summary>A tool the caller offers.</summary>
internal sealed record OfferedTool(string Name, JsonElement? Parameters);

/// <summary>What a request for a completion asks for, in no provider's words; the honest default answers to it.</summary>
internal sealed record ChatCall
{
    public required string Model { get; init; }

    public bool Streamed { get; init; }

    /// <summary>The last user turn's text.</summary>
    public string UserText { get; init; } = "";

    /// <summary>The tool results the conversation ends with; null where it does not end with any.</summary>
    public string? ToolResults { get; init; }

    public IReadOnlyList<OfferedTool> Tools { get; init; } = [];

    public ToolDemand Demand { get; init; } = ToolDemand.Auto;

    /// <summary>The tools that may be called; null for all.</summary>
    public IReadOnlyList<string>? Allowed { get; init; }

    public bool Parallel { get; init; } = true;

    /// <summary>The schema the text must conform to.</summary>
    public JsonElement? OutputSchema { get; init; }

    /// <summary>Whether the text must be a JSON object.</summary>
    public bool JsonObject { get; init; }

    public int? MaxTokens { get; init; }

    public IReadOnlyList<string> Stops { get; init; } = [];

    /// <summary>Whether the model thinks before it answers.</summary>
    public bool Reasons { get; init; }

    /// <summary>How many answers are wanted.</summary>
    public int Choices { get; init; } = 1;

    /// <summary>The input's tokens by the fakes' own count.</summary>
    public int InputTokens { get; init; }
}
