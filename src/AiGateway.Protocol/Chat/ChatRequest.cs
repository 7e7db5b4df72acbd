using System.Text.Json;

namespace AiGateway.Protocol.Chat;

/// <summary>A chat request free of any provider's spelling: what the formats read into and write from.</summary>
/// <remarks>Optional values are null where the caller said nothing, so that a provider's own default holds.</remarks>
public sealed record ChatRequest
{
    /// <summary>The model's name as the caller wrote it.</summary>
    public required string Model { get; init; }

    /// <summary>The conversation, at least one message.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>The tools on offer.</summary>
    public IReadOnlyList<ChatTool> Tools { get; init; } = [];

    /// <summary>Which of them may or must be called.</summary>
    public ToolChoice? ToolChoice { get; init; }

    /// <summary>Whether several tools may be called in one turn.</summary>
    public bool? ParallelToolCalls { get; init; }

    /// <summary>The upper limit of tokens in the answer, reasoning included.</summary>
    public long? MaxTokens { get; init; }

    /// <summary>Sampling temperature, 0 to 2.</summary>
    public double? Temperature { get; init; }

    /// <summary>Nucleus sampling, 0 to 1.</summary>
    public double? TopP { get; init; }

    /// <summary>Sampling among the k likeliest tokens (an extension in OpenAI's format).</summary>
    public long? TopK { get; init; }

    /// <summary>Texts at which the answer ends.</summary>
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>The seed for repeatable sampling.</summary>
    public long? Seed { get; init; }

    /// <summary>−2 to 2.</summary>
    public double? FrequencyPenalty { get; init; }

    /// <summary>−2 to 2.</summary>
    public double? PresencePenalty { get; init; }

    /// <summary>How many answers (OpenAI's <c>n</c>).</summary>
    public int? Candidates { get; init; }

    /// <summary>Whether the answer should carry its tokens' log probabilities.</summary>
    public bool? Logprobs { get; init; }

    /// <summary>How many alternatives a token, 0 to 20.</summary>
    public int? TopLogprobs { get; init; }

    /// <summary>The form of the answer's text.</summary>
    public ResponseFormat? ResponseFormat { get; init; }

    /// <summary>How much to think.</summary>
    public ReasoningOptions? Reasoning { get; init; }

    /// <summary>The end user's stable id (OpenAI's <c>safety_identifier</c> or <c>user</c>).</summary>
    public string? EndUser { get; init; }

    /// <summary>The caller's own labels.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>The service tier in OpenAI's words: auto, default, flex, priority.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>Whether the answer is to be streamed.</summary>
    public bool Stream { get; init; }

    /// <summary>Whether a streamed answer is to end with its usage (OpenAI's <c>stream_options.include_usage</c>).</summary>
    public bool IncludeUsage { get; init; }

    /// <summary>
    /// Top-level fields that have no place above, by the name they had. A format that shares their meaning writes them as they are;
    /// every other reports them as dropped.
    /// </summary>
    public IReadOnlyDictionary<string, JsonElement> Extensions { get; init; } = new Dictionary<string, JsonElement>(StringComparer.Ordinal);

    /// <summary>The format that the request was read from: <see cref="Formats.IWireFormat.Name"/>. Tells whose <see cref="Extensions"/> they are.</summary>
    public required string SourceFormat { get; init; }
}
