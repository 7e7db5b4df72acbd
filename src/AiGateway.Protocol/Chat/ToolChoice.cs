namespace AiGateway.Protocol.Chat;

/// <summary>Which tools the model may or must call.</summary>
/// <param name="Mode">None, auto or required.</param>
public sealed record ToolChoice(ToolChoiceMode Mode)
{
    /// <summary>The tools that the choice is limited to; empty for all. One name with <see cref="ToolChoiceMode.Required"/> forces that tool.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];
}
