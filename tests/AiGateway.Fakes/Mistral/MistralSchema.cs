using AiGateway.Fakes.Schema;
using static AiGateway.Fakes.Schema.Field;
using static AiGateway.Fakes.Schema.Shape;

namespace AiGateway.Fakes.Mistral;

/// <summary>The bodies of Mistral's chat completions and embeddings, field by field; what OpenAI has besides is unknown here.</summary>
internal static class MistralSchema
{
    private static readonly Field Type = Must("type", Any);

    private static readonly Shape TextChunk = Object(Type, Must("text", Text()));

    private static readonly Shape Reference = Object(Type, Must("reference_ids", List(Either(Int(), Text()))));

    private static readonly Shape Thinking = Object(
        Type,
        Must("thinking", List(Tagged("type", ("text", TextChunk), ("reference", Reference), ("tool_reference", AnyObject)))),
        May("signature", Text()),
        Opt("closed", Bool));

    private static readonly Shape Chunk = Tagged(
        "type",
        ("text", TextChunk),
        ("image_url", Object(Type, Must("image_url", Either(Text(1), Object(Must("url", Text(1)), May("detail", OneOf("low", "auto", "high"))))))),
        ("document_url", Object(Type, Must("document_url", Text(1)), May("document_name", Text()))),
        ("input_audio", Object(Type, Must("input_audio", Text(1)))),
        ("file", Object(Type, Must("file_id", Text(1)))),
        ("reference", Reference),
        ("thinking", Thinking));

    private static readonly Shape Content = Either(Text(), List(Chunk));

    private static readonly Shape ToolCall = Object(
        Opt("id", Text()),
        Opt("type", OneOf("function")),
        Must("function", Object(Must("name", Text(1)), Must("arguments", Either(AnyObject, Text())))),
        Opt("index", Int(0)));

    private static readonly Shape Message = Tagged(
        "role",
        ("system", Object(Must("role", Any), Must("content", Either(Text(), List(Tagged("type", ("text", TextChunk), ("thinking", Thinking))))))),
        ("user", Object(Must("role", Any), MustOrNull("content", Content))),
        ("assistant", Object(Must("role", Any), May("content", Content), May("tool_calls", List(ToolCall)), Opt("prefix", Bool))),
        ("tool", Object(Must("role", Any), MustOrNull("content", Content), May("tool_call_id", Text()), May("name", Text()))));

    private static readonly Shape FunctionTool = Object(
        Opt("type", OneOf("function")),
        Must("function", Object(Must("name", Text(1)), Opt("description", Text()), Opt("strict", Bool), Must("parameters", AnyObject))));

    private static readonly Shape ResponseFormat = Object(
        Opt("type", OneOf("text", "json_object", "json_schema")),
        May("json_schema", Object(Must("name", Text(1)), May("description", Text()), Must("schema", AnyObject), Opt("strict", Bool))));

    /// <summary>The body of <c>/v1/chat/completions</c>.</summary>
    public static readonly Shape Chat = Object(
        Must("model", Text(1)),
        Must("messages", List(Message, min: 1)),
        May("temperature", Number(0, 1.5)),
        May("top_p", Number(0, 1)),
        May("max_tokens", Int(0)),
        Opt("stream", Bool),
        May("stop", Either(Text(), List(Text()))),
        May("random_seed", Int(0)),
        May("metadata", AnyObject),
        Opt("response_format", ResponseFormat),
        May("tools", List(TaggedOr("type", FunctionTool, ("function", FunctionTool), ("web_search", AnyObject), ("web_search_premium", AnyObject), ("code_interpreter", AnyObject)))),
        Opt("tool_choice", Either(OneOf("auto", "none", "any", "required"), Object(Opt("type", OneOf("function")), Must("function", Object(Must("name", Text(1))))))),
        May("presence_penalty", Number(-2, 2)),
        May("frequency_penalty", Number(-2, 2)),
        May("n", Int(1)),
        Opt("prediction", Object(Opt("type", OneOf("content")), Opt("content", Text()))),
        Opt("parallel_tool_calls", Bool),
        May("reasoning_effort", OneOf("none", "minimal", "low", "medium", "high", "xhigh")),
        May("prompt_mode", OneOf("reasoning")),
        May("guardrails", List(AnyObject)),
        May("prompt_cache_key", Text()),
        May("service_tier", OneOf("auto", "standard_only")),
        Opt("safe_prompt", Bool));

    /// <summary>The body of <c>/v1/embeddings</c>.</summary>
    public static readonly Shape Embeddings = Object(
        Must("model", Text(1)),
        Must("input", Either(Text(1), List(Text(1), min: 1))),
        May("metadata", AnyObject),
        May("output_dimension", Int(1)),
        Opt("output_dtype", OneOf("float", "int8", "uint8", "binary", "ubinary")),
        Opt("encoding_format", OneOf("float", "base64")));
}
