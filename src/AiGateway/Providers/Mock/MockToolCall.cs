namespace AiGateway.Providers.Mock;

/// <summary>A call that the mock makes.</summary>
/// <param name="Name">The tool's name.</param>
/// <param name="Arguments">JSON for a function, text for a custom tool; cut where the token limit fell inside it.</param>
/// <param name="IsCustom">True for OpenAI's custom tools.</param>
internal sealed record MockToolCall(string Name, string Arguments, bool IsCustom);
