using System.Collections.Frozen;
using AiGateway.Protocol.Formats.OpenAIChat;

namespace AiGateway.Protocol.Tests.Formats.OpenAIChat;

/// <summary>Sets of quirks that providers have together, to try the format with. What the gateway itself assumes of a vendor is its preset's data.</summary>
public static class OpenAIChatDialects
{
    /// <summary>A provider of which nothing is known: only what nearly every one takes.</summary>
    public static OpenAIChatQuirks Generic { get; } = new()
    {
        MaxTokensField = "max_tokens",
        EndUserField = "user",
        DeveloperRole = false,
        AllowedToolsChoice = false,
        CustomTools = false,
        LegacyFunctions = false,
        TopK = true,
    };

    /// <summary>Azure OpenAI, whose dated API versions do not know <c>safety_identifier</c>.</summary>
    public static OpenAIChatQuirks Azure { get; } = new() { EndUserField = "user" };

    /// <summary>Mistral: refuses unknown fields, checks ids and the order of roles.</summary>
    public static OpenAIChatQuirks Mistral { get; } = Generic with
    {
        SeedField = "random_seed",
        EndUserField = null,
        StreamOptions = false,
        RefusedFields = Set("logprobs", "top_logprobs", "logit_bias", "user", "service_tier", "top_k"),
        AllowedExtensions = Set("random_seed", "safe_prompt", "prompt_mode", "guardrails", "prediction", "prompt_cache_key", "messages.prefix"),
        TopK = false,
        ToolResultNames = true,
        MessageNames = false,
        ToolCallIds = ToolCallIdForm.NineAlphanumeric,
        RequiredToolChoice = "any",
        DocumentUrls = true,
        Refusals = false,
        EmptyAssistant = EmptyAssistantContent.EmptyString,
        AssistantAfterTools = "OK.",
        MaxTemperature = 1.5,
        ReasoningEcho = ReasoningEcho.ContentParts,
        AlwaysRewrite = true,
    };

    /// <summary>Groq.</summary>
    public static OpenAIChatQuirks Groq { get; } = Generic with
    {
        MaxTokensField = "max_completion_tokens",
        RefusedFields = Set("logprobs", "top_logprobs", "logit_bias", "n", "store", "prediction", "top_k"),
        TopK = false,
        MessageNames = false,
        ZeroTemperature = 1e-8,
        ReasoningEcho = ReasoningEcho.Reasoning,
        ServiceTiers = Map(("default", "on_demand"), ("priority", "performance")),
    };

    /// <summary>DeepSeek, which wants the reasoning of tool-calling turns back.</summary>
    public static OpenAIChatQuirks DeepSeek { get; } = Generic with
    {
        EndUserField = null,
        RefusedFields = Set("n", "seed", "logit_bias", "user", "top_k", "service_tier", "parallel_tool_calls"),
        TopK = false,
        JsonSchema = JsonSchemaSupport.ObjectAndInstruction,
        ReasoningEfforts = ["low", "high", "max"],
        ThinkingToggle = true,
        ReasoningEcho = ReasoningEcho.ReasoningContent,
    };

    /// <summary>xAI.</summary>
    public static OpenAIChatQuirks XAI { get; } = Generic with
    {
        MaxTokensField = "max_completion_tokens",
        RefusedFields = Set("logit_bias", "top_k"),
        TopK = false,
        ReasoningEcho = ReasoningEcho.ReasoningContent,
        CompletionExcludesReasoning = true,
    };

    /// <summary>OpenRouter, which passes on what the model behind it takes.</summary>
    public static OpenAIChatQuirks OpenRouter { get; } = Generic with
    {
        ReasoningEcho = ReasoningEcho.ReasoningDetails,
        CacheControl = true,
    };

    /// <summary>Ollama.</summary>
    public static OpenAIChatQuirks Ollama { get; } = Generic with
    {
        EndUserField = null,
        RefusedFields = Set("tool_choice", "n", "logit_bias", "user", "parallel_tool_calls", "top_k"),
        TopK = false,
        ImageLinks = false,
        EmptyAssistant = EmptyAssistantContent.EmptyString,
        ReasoningEcho = ReasoningEcho.Reasoning,
    };

    /// <summary>vLLM.</summary>
    public static OpenAIChatQuirks Vllm { get; } = Generic with { ReasoningEcho = ReasoningEcho.Reasoning };

    /// <summary>Gemini's own endpoint of this format.</summary>
    public static OpenAIChatQuirks Gemini { get; } = Generic with { ThoughtSignatures = true, TopK = false };

    /// <summary>Another gateway of this kind, which understands all extensions of this format.</summary>
    public static OpenAIChatQuirks Gateway { get; } = new()
    {
        TopK = true,
        ReasoningEcho = ReasoningEcho.ThinkingBlocks,
        ThoughtSignatures = true,
        CacheControl = true,
        ToolCallIds = ToolCallIdForm.Any,
    };

    private static FrozenSet<string> Set(params string[] names) => names.ToFrozenSet(StringComparer.Ordinal);

    private static FrozenDictionary<string, string> Map(params (string Name, string Value)[] pairs) =>
        pairs.ToFrozenDictionary(static pair => pair.Name, static pair => pair.Value, StringComparer.Ordinal);
}
