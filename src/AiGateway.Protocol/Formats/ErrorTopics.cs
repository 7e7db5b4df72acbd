using System.Collections.Frozen;
using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Formats;

/// <summary>
/// Tells what a provider's error is about. All formats share the table, because vendors that speak another's format keep their own words.
/// </summary>
/// <remarks>Collected 2026-11 from the vendors' error pages and from reports in their clients' issue trackers.</remarks>
internal static class ErrorTopics
{
    /// <summary>The code of an error about length, in OpenAI's words.</summary>
    public const string ContextLengthCode = "context_length_exceeded";

    /// <summary>The code of a refusal by policy, in OpenAI's words.</summary>
    public const string ContentPolicyCode = "content_policy_violation";

    /// <summary>Codes and types, as they stand in <c>code</c>, <c>type</c> or <c>innererror.code</c>.</summary>
    private static readonly FrozenDictionary<string, ErrorKind> ByCode = new Dictionary<string, ErrorKind>(StringComparer.OrdinalIgnoreCase)
    {
        [ContextLengthCode] = ErrorKind.ContextLength, // OpenAI, Azure, Groq, OpenRouter
        ["exceed_context_size_error"] = ErrorKind.ContextLength, // llama.cpp
        ["token_limit_exceeded"] = ErrorKind.ContextLength, // OpenRouter
        ["request_too_large"] = ErrorKind.ContextLength, // Anthropic
        ["3051"] = ErrorKind.ContextLength, // Mistral
        ["content_filter"] = ErrorKind.ContentPolicy, // Azure, Moonshot (as the type)
        [ContentPolicyCode] = ErrorKind.ContentPolicy, // OpenAI, Azure, OpenRouter
        ["invalid_prompt"] = ErrorKind.ContentPolicy, // OpenAI's reasoning models
        ["moderation_blocked"] = ErrorKind.ContentPolicy, // OpenAI's images
        ["responsibleaipolicyviolation"] = ErrorKind.ContentPolicy, // Azure
        ["data_inspection_failed"] = ErrorKind.ContentPolicy, // Alibaba
        ["datainspectionfailed"] = ErrorKind.ContentPolicy, // Alibaba
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>What stands in the message of those who give no code, or one that says nothing.</summary>
    private static readonly Words[] ByMessage =
    [
        new(ErrorKind.ContextLength, "maximum context length"), // OpenAI, vLLM, SGLang, DeepSeek, OpenRouter
        new(ErrorKind.ContextLength, "context length", "exceed"), // Ollama, Together
        new(ErrorKind.ContextLength, "context_length_exceeded"),
        new(ErrorKind.ContextLength, "context window", "exceed"), // OpenAI's newer models, MiniMax
        new(ErrorKind.ContextLength, "reduce the length of the messages"), // Groq, Cerebras
        new(ErrorKind.ContextLength, "too large for model with"), // Mistral
        new(ErrorKind.ContextLength, "maximum prompt length"), // xAI
        new(ErrorKind.ContextLength, "available context size"), // llama.cpp
        new(ErrorKind.ContextLength, "exceed context limit"), // Anthropic
        new(ErrorKind.ContextLength, "prompt is too long"), // Anthropic
        new(ErrorKind.ContextLength, "prompt too long"), // Ollama
        new(ErrorKind.ContextLength, "input is too long"), // Bedrock
        new(ErrorKind.ContextLength, "too many tokens"), // Cohere
        new(ErrorKind.ContextLength, "maximum model length"), // vLLM
        new(ErrorKind.ContextLength, "too long to fit into the model"), // vLLM
        new(ErrorKind.ContextLength, "model max length exceeded"), // SGLang's kin
        new(ErrorKind.ContextLength, "exceeded model token limit"), // Moonshot
        new(ErrorKind.ContextLength, "token count of", "exceeds the limit"), // GitHub
        new(ErrorKind.ContextLength, "greater than the context length"), // LM Studio
        new(ErrorKind.ContextLength, "loaded with context length of only"), // LM Studio
        new(ErrorKind.ContextLength, "exceeds the maximum number of tokens"), // Gemini
        new(ErrorKind.ContextLength, "input token count is", "only supports up to"), // Vertex AI
        new(ErrorKind.ContentPolicy, "content management policy"), // Azure
        new(ErrorKind.ContentPolicy, "content filtering policy"), // Anthropic
        new(ErrorKind.ContentPolicy, "flagged as potentially violating"), // OpenAI
        new(ErrorKind.ContentPolicy, "result of our safety system"), // OpenAI
        new(ErrorKind.ContentPolicy, "content exists risk"), // DeepSeek
        new(ErrorKind.ContentPolicy, "considered high risk"), // Moonshot
        new(ErrorKind.ContentPolicy, "may contain inappropriate content"), // Alibaba
        new(ErrorKind.ContentPolicy, "content violates usage guidelines"), // xAI, status 403
        new(ErrorKind.ContentPolicy, "your input was flagged"), // OpenRouter, status 403
        new(ErrorKind.ContentPolicy, "responsible ai practices"), // Vertex AI
    ];

    /// <summary>Words that tell a limit of another kind from the context's, in messages that speak of tokens as well.</summary>
    private static readonly string[] OtherLimits =
    [
        "per minute", "per day", "rate limit", "please wait", "maximum output length", // the last is Cohere's, for max_tokens
    ];

    /// <summary>Finds the topic.</summary>
    /// <param name="status">The HTTP status; null for an error inside a 200 that names none.</param>
    /// <param name="message">What it says.</param>
    /// <param name="codes">Its codes and types, whichever there are.</param>
    public static ErrorKind Find(int? status, string? message, params ReadOnlySpan<string?> codes)
    {
        // The words alone would also fit a busy or broken provider ("Too many tokens, please wait"), which says so with its status.
        // 403 is how xAI and OpenRouter refuse by policy.
        if (status is not (null or 400 or 403 or 413 or 422))
        {
            return ErrorKind.Other;
        }

        var kind = Named(message, codes);
        return status switch
        {
            403 => kind == ErrorKind.ContentPolicy ? kind : ErrorKind.Other,

            // Too large, be it in tokens, in bytes or for the account (Groq), is what the status itself says.
            413 => ErrorKind.ContextLength,
            _ => kind,
        };
    }

    /// <summary>Whether a code tells its topic by itself.</summary>
    public static bool IsTelling(string? code) => code is not null && ByCode.ContainsKey(code);

    private static ErrorKind Named(string? message, ReadOnlySpan<string?> codes)
    {
        foreach (var code in codes)
        {
            if (code is not null && ByCode.TryGetValue(code, out var known))
            {
                return known;
            }
        }

        if (message is null)
        {
            return ErrorKind.Other;
        }

        foreach (var words in ByMessage)
        {
            if (words.AreIn(message))
            {
                return words.Kind == ErrorKind.ContextLength && Array.Exists(OtherLimits, limit => Has(message, limit)) ? ErrorKind.Other : words.Kind;
            }
        }

        return ErrorKind.Other;
    }

    private static bool Has(string message, string words) => message.Contains(words, StringComparison.OrdinalIgnoreCase);

    private sealed record Words(ErrorKind Kind, string Text, string? Also = null)
    {
        public bool AreIn(string message) => Has(message, Text) && (Also is null || Has(message, Also));
    }
}
