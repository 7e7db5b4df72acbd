using System.Collections.Frozen;
using System.Net.Http.Headers;
using AiGateway.Protocol;
using AiGateway.Protocol.Formats.OpenAIChat;
using AiGateway.Protocol.Formats.OpenAIEmbeddings;

namespace AiGateway.Providers.Mistral;

/// <summary>Mistral's API: OpenAI's shape with a stricter schema of its own, so requests are written anew and answers put right.</summary>
internal sealed class MistralProvider : IProvider
{
    /// <summary>What differs, by Mistral's API description as of 2026-06-30.</summary>
    public static OpenAIChatQuirks Quirks { get; } = new()
    {
        MaxTokensField = "max_tokens",
        SeedField = "random_seed",
        EndUserField = null,
        DeveloperRole = false,
        StreamOptions = false,
        RefusedFields = new[]
        {
            "logprobs", "top_logprobs", "logit_bias", "user", "safety_identifier", "service_tier", "stream_options", "store", "modalities", "audio",
            "verbosity", "web_search_options", "prompt_cache_retention", "prompt_cache_options", "moderation",
        }.ToFrozenSet(StringComparer.Ordinal),
        AllowedExtensions = new[] { "random_seed", "safe_prompt", "prompt_mode", "prediction", "metadata", "prompt_cache_key", "guardrails", "messages.prefix" }.ToFrozenSet(StringComparer.Ordinal),
        MessageNames = false,
        ToolResultNames = true,
        ToolCallIds = ToolCallIdForm.NineAlphanumeric,
        RequiredToolChoice = "any",
        AllowedToolsChoice = false,
        CustomTools = false,
        DocumentUrls = true,
        Refusals = false,
        MaxTemperature = 1.5,
        LegacyFunctions = false,
        EmptyAssistant = EmptyAssistantContent.EmptyString,
        ReasoningEcho = ReasoningEcho.ContentParts,
        AssistantAfterTools = "OK.",
        AlwaysRewrite = true,
    };

    /// <inheritdoc/>
    public Uri DefaultBaseUrl { get; } = new("https://api.mistral.ai/v1/");

    /// <inheritdoc/>
    public ChatDialect? Chat { get; } = new(new OpenAIChatFormat(Quirks)) { NeedsRewrite = static _ => true, NormaliseAnswers = true };

    /// <inheritdoc/>
    public EmbeddingDialect? Embeddings { get; } = new(new OpenAIEmbeddingsFormat(EmbeddingQuirks.Mistral), IsTransparent: false);

    /// <inheritdoc/>
    public Uri BuildUri(Uri baseUrl, Operation operation, string model, bool stream) => OpenAIShaped.BuildUri(baseUrl, operation);

    /// <inheritdoc/>
    public Uri? HealthUri(Uri baseUrl) => OpenAIShaped.HealthUri(baseUrl);

    /// <inheritdoc/>
    public void Authorise(HttpRequestHeaders headers, string? key) => OpenAIShaped.Authorise(headers, key);
}
