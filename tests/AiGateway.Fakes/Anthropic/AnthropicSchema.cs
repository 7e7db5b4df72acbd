using System.Text.RegularExpressions;
using AiGateway.Fakes.Schema;
using static AiGateway.Fakes.Schema.Field;
using static AiGateway.Fakes.Schema.Shape;

namespace AiGateway.Fakes.Anthropic;

/// <summary>The bodies of Anthropic's messages and count_tokens, field by field.</summary>
internal static partial class AnthropicSchema
{
    private static readonly Field Type = Must("type", Any);

    private static readonly Field Cache = May("cache_control", Object(Must("type", OneOf("ephemeral")), Opt("ttl", OneOf("5m", "1h"))));

    private static readonly Shape Citation = AnyObject;

    private static readonly Shape TextBlock = Object(Type, Must("text", Text()), Cache, May("citations", List(Citation)));

    private static readonly Shape ImageBlock = Object(
        Type,
        Must("source", Tagged(
            "type",
            ("base64", Object(Type, Must("media_type", OneOf("image/jpeg", "image/png", "image/gif", "image/webp")), Must("data", Text(1)))),
            ("url", Object(Type, Must("url", Text(1)))),
            ("file", Object(Type, Must("file_id", Text(1)))))),
        Cache);

    private static readonly Shape DocumentBlock = Object(
        Type,
        Must("source", Tagged(
            "type",
            ("base64", Object(Type, Must("media_type", OneOf("application/pdf")), Must("data", Text(1)))),
            ("text", Object(Type, Must("media_type", OneOf("text/plain")), Must("data", Text(1)))),
            ("content", Object(Type, Must("content", Either(Text(1), List(Tagged("type", ("text", TextBlock), ("image", ImageBlock))))))),
            ("url", Object(Type, Must("url", Text(1)))),
            ("file", Object(Type, Must("file_id", Text(1)))))),
        Cache,
        May("citations", Object(Opt("enabled", Bool))),
        May("context", Text()),
        May("title", Text()));

    private static readonly Shape SearchResult = Object(
        Type, Must("source", Text()), Must("title", Text()), Must("content", List(Tagged("type", ("text", TextBlock)))), Cache, Opt("citations", Object(Opt("enabled", Bool))));

    private static readonly Shape ToolResult = Object(
        Type,
        Must("tool_use_id", Text(1, 256, IdPattern())),
        Opt("content", Either(Text(), List(Tagged("type", ("text", TextBlock), ("image", ImageBlock), ("document", DocumentBlock), ("search_result", SearchResult))))),
        Opt("is_error", Bool),
        Cache);

    private static readonly Shape ToolUse = Object(
        Type, Must("id", Text(1, 256, IdPattern())), Must("name", Text(1, 200, IdPattern())), Must("input", AnyObject), Cache, May("caller", AnyObject));

    private static readonly Shape UserBlock = Tagged(
        "type", ("text", TextBlock), ("image", ImageBlock), ("document", DocumentBlock), ("search_result", SearchResult), ("tool_result", ToolResult));

    private static readonly Shape AssistantBlock = Tagged(
        "type",
        ("text", TextBlock),
        ("thinking", Object(Type, Must("thinking", Text()), Must("signature", Text()))),
        ("redacted_thinking", Object(Type, Must("data", Text(1)))),
        ("tool_use", ToolUse),
        ("document", DocumentBlock),
        ("server_tool_use", AnyObject),
        ("web_search_tool_result", AnyObject));

    private static readonly Shape Message = Tagged(
        "role",
        ("user", Object(Must("role", Any), Must("content", Either(Text(), List(UserBlock))))),
        ("assistant", Object(Must("role", Any), Must("content", Either(Text(), List(AssistantBlock))))));

    private static readonly Shape CustomTool = Object(
        May("type", OneOf("custom")),
        Must("name", Text(1, 128, IdPattern())),
        Opt("description", Text()),
        Must("input_schema", AnyObject),
        Opt("strict", Bool),
        May("eager_input_streaming", Bool),
        Opt("defer_loading", Bool),
        Opt("allowed_callers", List(Text())),
        Opt("input_examples", List(AnyObject)),
        Cache);

    private static readonly Shape WebSearchTool = Object(
        Type,
        Must("name", OneOf("web_search")),
        May("max_uses", Int(1)),
        May("allowed_domains", List(Text(1))),
        May("blocked_domains", List(Text(1))),
        May("user_location", Object(Must("type", OneOf("approximate")), May("city", Text()), May("country", Text()), May("region", Text()), May("timezone", Text()))),
        Cache);

    private static readonly Field Parallel = Opt("disable_parallel_tool_use", Bool);

    private static readonly Shape ToolChoice = Tagged(
        "type",
        ("auto", Object(Type, Parallel)),
        ("any", Object(Type, Parallel)),
        ("tool", Object(Type, Must("name", Text(1)), Parallel)),
        ("none", Object(Type)));

    private static readonly Field Display = May("display", OneOf("summarized", "omitted"));

    private static readonly Shape Thinking = Tagged(
        "type",
        ("enabled", Object(Type, Must("budget_tokens", Int(1024)), Display)),
        ("adaptive", Object(Type, Display)),
        ("disabled", Object(Type)),
        ("between_tools", Object(Type)));

    private static readonly ObjectShape Shared = Object(
        Must("model", Text(1)),
        Must("messages", List(Message)),
        Opt("system", Either(Text(), List(Tagged("type", ("text", TextBlock))))),
        Opt("tools", List(TaggedOr("type", CustomTool, ("custom", CustomTool), ("web_search_20250305", WebSearchTool)))),
        Opt("tool_choice", ToolChoice),
        Opt("thinking", Thinking),
        Opt("output_config", Object(
            May("effort", OneOf("low", "medium", "high", "xhigh", "max")),
            May("format", Object(Must("type", OneOf("json_schema")), Must("schema", AnyObject))))),
        Cache);

    /// <summary>The body of <c>/v1/messages/count_tokens</c>.</summary>
    public static readonly Shape Count = Shared;

    /// <summary>The body of <c>/v1/messages</c>.</summary>
    public static readonly Shape Messages = Shared.With(
        Must("max_tokens", Int(0)),
        Opt("stop_sequences", List(Text(1))),
        Opt("temperature", Number(0, 1)),
        Opt("top_p", Number(0, 1)),
        Opt("top_k", Int(0)),
        Opt("stream", Bool),
        Opt("metadata", Object(May("user_id", Text(max: 256)))),
        Opt("service_tier", OneOf("auto", "standard_only")),
        May("container", Any),
        May("inference_geo", Text()),
        May("speed", OneOf("standard", "fast")));

    [GeneratedRegex("^[a-zA-Z0-9_-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex IdPattern();
}
