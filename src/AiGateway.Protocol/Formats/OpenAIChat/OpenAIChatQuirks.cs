using System.Collections.Frozen;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>What differs between providers that speak OpenAI's chat format, as data; the defaults are OpenAI itself.</summary>
public sealed record OpenAIChatQuirks
{
    /// <summary>OpenAI itself.</summary>
    public static OpenAIChatQuirks OpenAI { get; } = new();

    /// <summary>The field for the upper limit of tokens.</summary>
    /// <value><c>max_completion_tokens</c></value>
    public string MaxTokensField { get; init; } = "max_completion_tokens";

    /// <summary>The field for the sampling seed.</summary>
    /// <value><c>seed</c></value>
    public string SeedField { get; init; } = "seed";

    /// <summary>The field for the end user's id; null where there is none.</summary>
    /// <value><c>safety_identifier</c></value>
    public string? EndUserField { get; init; } = "safety_identifier";

    /// <summary>The most characters of the end user's id; a longer one is replaced by its SHA-256 in hexadecimal digits.</summary>
    /// <value>64</value>
    public int EndUserMaxLength { get; init; } = 64;

    /// <summary>Whether the role <c>developer</c> is known; else it becomes <c>system</c>.</summary>
    /// <value>true</value>
    public bool DeveloperRole { get; init; } = true;

    /// <summary>Whether <c>stream_options</c> is taken; where it is, every stream is asked for its usage.</summary>
    /// <value>true</value>
    public bool StreamOptions { get; init; } = true;

    /// <summary>Top-level fields that are refused: dropped and reported.</summary>
    /// <value>empty</value>
    public IReadOnlySet<string> RefusedFields { get; init; } = FrozenSet<string>.Empty;

    /// <summary>The only fields beyond the common ones that are sent on; null for all.</summary>
    /// <value>null</value>
    public IReadOnlySet<string>? AllowedExtensions { get; init; }

    /// <summary>Whether <c>top_k</c> of other formats' callers may be sent.</summary>
    /// <value>false</value>
    public bool TopK { get; init; }

    /// <summary>Whether messages may carry <c>name</c>.</summary>
    /// <value>true</value>
    public bool MessageNames { get; init; } = true;

    /// <summary>Whether a tool's result names its function.</summary>
    /// <value>false</value>
    public bool ToolResultNames { get; init; }

    /// <summary>The form of tool-call ids.</summary>
    /// <value><see cref="ToolCallIdForm.AtMost40"/></value>
    public ToolCallIdForm ToolCallIds { get; init; } = ToolCallIdForm.AtMost40;

    /// <summary>How <c>tool_choice</c> spells that some tool must be called.</summary>
    /// <value><c>required</c></value>
    public string RequiredToolChoice { get; init; } = "required";

    /// <summary>Whether <c>tool_choice</c> may limit the choice to several tools; else only those tools are offered.</summary>
    /// <value>true</value>
    public bool AllowedToolsChoice { get; init; } = true;

    /// <summary>Whether custom tools are known.</summary>
    /// <value>true</value>
    public bool CustomTools { get; init; } = true;

    /// <summary>Whether the legacy <c>functions</c> and <c>function_call</c> are known; else they are written as tools.</summary>
    /// <value>true</value>
    public bool LegacyFunctions { get; init; } = true;

    /// <summary>Whether images may be given by an http(s) address.</summary>
    /// <value>true</value>
    public bool ImageLinks { get; init; } = true;

    /// <summary>Whether documents are <c>document_url</c> parts, which may link (Mistral), and not <c>file</c> parts.</summary>
    /// <value>false</value>
    public bool DocumentUrls { get; init; }

    /// <summary>Whether text may be an array of parts; else several parts are joined by a line feed.</summary>
    /// <value>true</value>
    public bool TextArrays { get; init; } = true;

    /// <summary>Whether an assistant turn may carry <c>refusal</c>; else the refusal is written as text.</summary>
    /// <value>true</value>
    public bool Refusals { get; init; } = true;

    /// <summary>What is made of a JSON schema as the response format.</summary>
    /// <value><see cref="JsonSchemaSupport.Native"/></value>
    public JsonSchemaSupport JsonSchema { get; init; }

    /// <summary>How an assistant turn without text is written.</summary>
    /// <value><see cref="EmptyAssistantContent.Null"/></value>
    public EmptyAssistantContent EmptyAssistant { get; init; }

    /// <summary>The text of an assistant turn put between a tool's result and a user's turn where the one may not follow the other; null where it may.</summary>
    /// <value>null</value>
    public string? AssistantAfterTools { get; init; }

    /// <summary>What is sent for a temperature of 0; null for 0 itself.</summary>
    /// <value>null</value>
    public double? ZeroTemperature { get; init; }

    /// <summary>The highest temperature; a higher one is lowered to it.</summary>
    /// <value>2</value>
    public double MaxTemperature { get; init; } = 2;

    /// <summary>The most stop sequences; what is beyond is dropped and reported.</summary>
    /// <value>4</value>
    public int MaxStops { get; init; } = 4;

    /// <summary>The words of <c>reasoning_effort</c> that are known, from little to much; null for what OpenAI's own models take.</summary>
    /// <value>null</value>
    public IReadOnlyList<string>? ReasoningEfforts { get; init; }

    /// <summary>Whether reasoning is switched off by <c>thinking: {type: disabled}</c> (DeepSeek).</summary>
    /// <value>false</value>
    public bool ThinkingToggle { get; init; }

    /// <summary>Other words for OpenAI's service tiers.</summary>
    /// <value>empty</value>
    public IReadOnlyDictionary<string, string> ServiceTiers { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>How the reasoning of earlier turns is sent back.</summary>
    /// <value><see cref="ReasoningEcho.None"/></value>
    public ReasoningEcho ReasoningEcho { get; init; }

    /// <summary>Whether <c>extra_content.google.thought_signature</c> is sent back (Gemini's own OpenAI-shaped endpoint, other gateways).</summary>
    /// <value>false</value>
    public bool ThoughtSignatures { get; init; }

    /// <summary>Whether <c>cache_control</c> is understood (OpenRouter, other gateways).</summary>
    /// <value>false</value>
    public bool CacheControl { get; init; }

    /// <summary>Whether <c>completion_tokens</c> leaves reasoning out (xAI).</summary>
    /// <value>false</value>
    public bool CompletionExcludesReasoning { get; init; }

    /// <summary>Whether no request may go through untouched, because more differs than <see cref="NeedsRewrite"/> can see.</summary>
    /// <value>false</value>
    public bool AlwaysRewrite { get; init; }

    /// <summary>
    /// Tells whether a caller's OpenAI request must be written anew for this provider, or may go through as it is with only
    /// <c>model</c> (and <c>stream_options.include_usage</c>) spliced in. One pass over the body without building anything;
    /// for OpenAI itself a vectorised search that seldom needs the pass.
    /// </summary>
    /// <param name="body">The caller's whole request, UTF-8.</param>
    /// <returns>True where the provider would refuse or misread it, or where it is no JSON object.</returns>
    public bool NeedsRewrite(ReadOnlySpan<byte> body) => AlwaysRewrite || RewriteScan.IsNeeded(body, this);
}
