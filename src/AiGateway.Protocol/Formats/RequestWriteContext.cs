namespace AiGateway.Protocol.Formats;

/// <summary>What a request writer needs beyond the request.</summary>
public sealed class RequestWriteContext
{
    /// <summary>The model's name at the provider.</summary>
    public required string TargetModel { get; init; }

    /// <summary>Receives what the target cannot take.</summary>
    public LossReport Losses { get; } = new();

    /// <summary>Set by a writer that asks for JSON by way of a forced tool: that tool's name, to be handed to <see cref="AnswerReadContext.JsonTool"/>.</summary>
    public string? JsonTool { get; set; }
}
