using System.Text.RegularExpressions;
using AiGateway.Fakes.Schema;
using static AiGateway.Fakes.Schema.Field;
using static AiGateway.Fakes.Schema.Shape;

namespace AiGateway.Fakes.OpenAI;

/// <summary>The body of OpenAI's chat completions, field by field.</summary>
internal static partial class OpenAIChatSchema
{
    private static readonly Shape Breakpoint = Object(Must("mode", OneOf("explicit")));

    private static readonly Shape TextPart = Object(Must("type", OneOf("text")), Must("text", Text()), May("prompt_cache_breakpoint", Breakpoint));

    private static readonly Shape TextContent = Either(Text(), List(Tagged("type", ("text", TextPart)), min: 1));

    private static readonly Shape UserPart = Tagged(
        "type",
        ("text", TextPart),
        ("image_url", Object(
            Must("type", Any),
            Must("image_url", Object(Must("url", Text()), May("detail", OneOf("auto", "low", "high")))),
            May("prompt_cache_breakpoint", Breakpoint))),
        ("input_audio", Object(
            Must("type", Any),
            Must("input_audio", Object(Must("data", Text(1)), Must("format", OneOf("wav", "mp3")))),
            May("prompt_cache_breakpoint", Breakpoint))),
        ("file", Object(
            Must("type", Any),
            Must("file", Object(May("file_data", Text()), May("file_id", Text()), May("filename", Text()))),
            May("prompt_cache_breakpoint", Breakpoint))));

    private static readonly Shape AssistantPart = Tagged(
        "type",
        ("text", TextPart),
        ("refusal", Object(Must("type", Any), Must("refusal", Text()))));

    private static readonly Shape FunctionName = Text(1, 64, NamePattern());

    private static readonly Shape ToolCall = Tagged(
        "type",
        ("function", Object(Must("id", Text(1)), Must("type", Any), Must("function", Object(Must("name", FunctionName), Must("arguments", Text()))))),
        ("custom", Object(Must("id", Text(1)), Must("type", Any), Must("custom", Object(Must("name", FunctionName), Must("input", Text()))))));

    private static readonly Shape Message = Tagged(
        "role",
        ("developer", Object(Must("role", Any), Must("content", TextContent), May("name", Text(1)))),
        ("system", Object(Must("role", Any), Must("content", TextContent), May("name", Text(1)))),
        ("user", Object(Must("role", Any), Must("content", Either(Text(), List(UserPart, min: 1))), May("name", Text(1)))),
        ("assistant", Object(
            Must("role", Any),
            May("content", Either(Text(), List(AssistantPart, min: 1))),
            May("refusal", Text()),
            May("name", Text(1)),
            May("audio", Object(Must("id", Text(1)))),
            May("annotations", List(Any)),
            May("tool_calls", List(ToolCall, min: 1, max: 128)),
            May("function_call", Object(Must("name", FunctionName), Must("arguments", Text()))))),
        ("tool", Object(Must("role", Any), Must("content", TextContent), Must("tool_call_id", Text(1)))),
        ("function", Object(Must("role", Any), MustOrNull("content", Text()), Must("name", FunctionName))));

    private static readonly Shape FunctionTool = Object(
        Must("type", Any),
        Must("function", Object(Must("name", FunctionName), May("description", Text()), May("parameters", AnyObject), May("strict", Bool))));

    private static readonly Shape CustomTool = Object(
        Must("type", Any),
        Must("custom", Object(
            Must("name", FunctionName),
            May("description", Text()),
            May("format", Tagged(
                "type",
                ("text", Object(Must("type", Any))),
                ("grammar", Object(Must("type", Any), Must("grammar", Object(Must("syntax", OneOf("lark", "regex")), Must("definition", Text()))))))))));

    private static readonly Shape NamedFunction = Object(Must("type", Any), Must("function", Object(Must("name", FunctionName))));

    private static readonly Shape NamedCustom = Object(Must("type", Any), Must("custom", Object(Must("name", FunctionName))));

    private static readonly Shape ToolChoice = Either(
        OneOf("none", "auto", "required"),
        Tagged(
            "type",
            ("function", NamedFunction),
            ("custom", NamedCustom),
            ("allowed_tools", Object(
                Must("type", Any),
                Must("allowed_tools", Object(
                    Must("mode", OneOf("auto", "required")),
                    Must("tools", List(Tagged("type", ("function", NamedFunction), ("custom", NamedCustom)), min: 1))))))));

    private static readonly Shape ResponseFormat = Tagged(
        "type",
        ("text", Object(Must("type", Any))),
        ("json_object", Object(Must("type", Any))),
        ("json_schema", Object(
            Must("type", Any),
            Must("json_schema", Object(Must("name", FunctionName), May("description", Text()), May("schema", AnyObject), May("strict", Bool))))));

    private static readonly Shape Prediction = Object(Must("type", OneOf("content")), Must("content", TextContent));

    private static readonly Shape WebSearch = Object(
        May("search_context_size", OneOf("low", "medium", "high")),
        May("user_location", Object(
            Must("type", OneOf("approximate")),
            Must("approximate", Object(May("city", Text()), May("country", Text()), May("region", Text()), May("timezone", Text()))))));

    public static readonly Shape Body = Object(
        Must("model", Text(1)),
        Must("messages", List(Message, min: 1)),
        May("max_completion_tokens", Int(1)),
        May("max_tokens", Int(1)),
        May("temperature", Number(0, 2)),
        May("top_p", Number(0, 1)),
        May("n", Int(1, 128)),
        May("stop", Either(Text(), List(Text(1), min: 1, max: 4))),
        May("seed", Int()),
        May("frequency_penalty", Number(-2, 2)),
        May("presence_penalty", Number(-2, 2)),
        May("logit_bias", Map(Number(-100, 100))),
        May("logprobs", Bool),
        May("top_logprobs", Int(0, 20)),
        May("stream", Bool),
        May("stream_options", Object(May("include_usage", Bool), May("include_obfuscation", Bool))),
        May("tools", List(Tagged("type", ("function", FunctionTool), ("custom", CustomTool)), min: 1, max: 128)),
        May("tool_choice", ToolChoice),
        May("parallel_tool_calls", Bool),
        May("response_format", ResponseFormat),
        May("modalities", List(OneOf("text", "audio"), min: 1)),
        May("audio", Object(Must("voice", Either(Text(1), AnyObject)), Must("format", OneOf("wav", "aac", "mp3", "flac", "opus", "pcm16")))),
        May("prediction", Prediction),
        May("reasoning_effort", OneOf("none", "minimal", "low", "medium", "high", "xhigh", "max")),
        May("verbosity", OneOf("low", "medium", "high")),
        May("service_tier", OneOf("auto", "default", "flex", "scale", "priority", "fast")),
        May("store", Bool),
        May("metadata", Map(Text(max: 512), max: 16)),
        May("user", Text()),
        May("safety_identifier", Text(max: 64)),
        May("prompt_cache_key", Text()),
        May("prompt_cache_options", Object(May("mode", OneOf("implicit", "explicit")), May("ttl", OneOf("30m")))),
        May("prompt_cache_retention", OneOf("in_memory", "24h")),
        May("web_search_options", WebSearch),
        May("moderation", Object(May("model", Text()), May("policy", Any))),
        May("functions", List(Object(Must("name", FunctionName), May("description", Text()), May("parameters", AnyObject)), min: 1, max: 128)),
        May("function_call", Either(OneOf("none", "auto"), Object(Must("name", FunctionName)))));

    [GeneratedRegex("^[a-zA-Z0-9_-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
