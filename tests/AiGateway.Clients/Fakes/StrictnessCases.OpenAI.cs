using AiGateway.Fakes;

namespace AiGateway.Clients.Fakes;

/// <summary>What each provider refuses.</summary>
internal static partial class StrictnessCases
{
    private const string Hi = """[{"role":"user","content":"hi"}]""";
    private const string Tool = """{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{}}}}""";

    public static IEnumerable<StrictnessCase> OpenAI =>
    [
        OpenAIChat("an unknown field", """ "foo":1 """, "unknown_parameter"),
        OpenAIChat("a field of another provider", """ "top_k":1 """, "unknown_parameter"),
        OpenAIChat("an unknown nested field", """ "stream":true,"stream_options":{"include_usage":true,"x":1} """, "stream_options.x"),
        OpenAIChat("stream_options without stream", """ "stream_options":{"include_usage":true} """, "only allowed when 'stream'"),
        OpenAIChat("a temperature of the wrong type", """ "temperature":"warm" """, "invalid_type"),
        OpenAIChat("a temperature out of range", """ "temperature":2.5 """, "above_max_value"),
        OpenAIChat("no tokens", """ "max_tokens":0 """, "integer_below_min_value"),
        OpenAIChat("both kinds of max tokens", """ "max_tokens":5,"max_completion_tokens":5 """, "same time"),
        OpenAIChat("too many stops", """ "stop":["a","b","c","d","e"] """, "array_above_max_length"),
        OpenAIChat("n out of range", """ "n":129 """, "n"),
        OpenAIChat("top_logprobs without logprobs", """ "top_logprobs":3 """, "logprobs"),
        OpenAIChat("a tool choice without tools", """ "tool_choice":"auto" """, "tools"),
        OpenAIChat("an unknown tool choice", $$""" "tools":[{{Tool}}],"tool_choice":"any" """, "Supported values"),
        OpenAIChat("a tool choice that is no tool", $$$""" "tools":[{{{Tool}}}],"tool_choice":{"type":"function","function":{"name":"g"}} """, "not found"),
        OpenAIChat("parallel calls without tools", """ "parallel_tool_calls":true """, "tools"),
        OpenAIChat("no tools in the list", """ "tools":[] """, "empty_array"),
        OpenAIChat("a bad function name", """ "tools":[{"type":"function","function":{"name":"a b"}}] """, "pattern"),
        OpenAIChat("parameters that are no object schema", """ "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"string"}}}] """, "invalid_function_parameters"),
        OpenAIChat(
            "an open strict schema",
            """ "tools":[{"type":"function","function":{"name":"f","strict":true,"parameters":{"type":"object","properties":{}}}}] """,
            "additionalProperties"),
        OpenAIChat(
            "a strict schema with an optional property",
            """ "response_format":{"type":"json_schema","json_schema":{"name":"a","strict":true,"schema":{"type":"object","properties":{"x":{"type":"string"}},"required":[],"additionalProperties":false}}} """,
            "Missing 'x'"),
        OpenAIChat("json_object without the word", """ "response_format":{"type":"json_object"} """, "json"),
        OpenAIChat("reasoning effort on a plain model", """ "reasoning_effort":"low" """, "reasoning_effort"),
        OpenAIChat("too much metadata", """ "metadata":{"a":1} """, "metadata.a"),
        OpenAIMessages("no messages", "[]", "empty_array"),
        OpenAIMessages("an unknown role", """[{"role":"model","content":"hi"}]""", "invalid_value"),
        OpenAIMessages("a user without content", """[{"role":"user"}]""", "missing_required_parameter"),
        OpenAIMessages("null user content", """[{"role":"user","content":null}]""", "invalid_type"),
        OpenAIMessages("an unknown part", """[{"role":"user","content":[{"type":"image","source":{}}]}]""", "invalid_value"),
        OpenAIMessages("an image in a tool message", """[{"role":"tool","tool_call_id":"x","content":[{"type":"image_url","image_url":{"url":"http://x"}}]}]""", "invalid_value"),
        OpenAIMessages("an image that is no URL", """[{"role":"user","content":[{"type":"image_url","image_url":{"url":"nowhere"}}]}]""", "valid URL"),
        OpenAIMessages("an image of an unknown type", """[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/bmp;base64,AAAA"}}]}]""", "invalid_image_format"),
        OpenAIMessages("a silent assistant", """[{"role":"assistant","content":null},{"role":"user","content":"hi"}]""", "got null"),
        OpenAIMessages("empty tool calls", """[{"role":"assistant","content":"x","tool_calls":[]},{"role":"user","content":"hi"}]""", "empty_array"),
        OpenAIMessages("a tool message out of nowhere", """[{"role":"user","content":"hi"},{"role":"tool","tool_call_id":"x","content":"y"}]""", "preceding"),
        OpenAIMessages(
            "arguments that are no string",
            """[{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":{}}}]},{"role":"tool","tool_call_id":"a","content":"x"}]""",
            "invalid_type"),
        OpenAIMessages(
            "an unanswered call among two",
            """[{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"b","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"a","content":"x"}]""",
            "b"),
        OpenAIReasoning("max_tokens", """ "max_tokens":5 """, "unsupported_parameter"),
        OpenAIReasoning("temperature", """ "temperature":0.5 """, "unsupported_value"),
        OpenAIReasoning("top_p", """ "top_p":0.5 """, "unsupported_parameter"),
        OpenAIReasoning("a penalty", """ "presence_penalty":0.5 """, "unsupported_parameter"),
        OpenAIReasoning("logit bias", """ "logit_bias":{"1":1} """, "unsupported_parameter"),
        new(Dialect.OpenAI, "no JSON", "{", "could not be parsed"),
        new(Dialect.OpenAI, "a duplicate field", """{"model":"gpt-4o","model":"gpt-4o","messages":[{"role":"user","content":"hi"}]}""", "could not be parsed"),
        new(Dialect.OpenAI, "an unknown model", $$"""{"model":"gpt-0","messages":{{Hi}}}""", "model_not_found", 404),
        new(Dialect.OpenAI, "a model for embeddings", $$"""{"model":"text-embedding-3-small","messages":{{Hi}}}""", "not a chat model", 404),
        new(Dialect.OpenAI, "an unknown path", "{}", "Invalid URL", 404, "/v1/chat"),
        new(Dialect.OpenAI, "an empty embedding input", """{"model":"text-embedding-3-small","input":[]}""", "empty_array", Path: "/v1/embeddings"),
        new(Dialect.OpenAI, "too many dimensions", """{"model":"text-embedding-3-small","input":"x","dimensions":9999}""", "dimensions", Path: "/v1/embeddings"),
        new(Dialect.OpenAI, "an unknown encoding", """{"model":"text-embedding-3-small","input":"x","encoding_format":"hex"}""", "invalid_value", Path: "/v1/embeddings"),
    ];

    private static StrictnessCase OpenAIChat(string why, string fields, string says) =>
        new(Dialect.OpenAI, why, $$"""{"model":"gpt-4o-mini","messages":{{Hi}},{{fields}}}""", says);

    private static StrictnessCase OpenAIReasoning(string why, string fields, string says) =>
        new(Dialect.OpenAI, why + " on a reasoning model", $$"""{"model":"gpt-5-mini","messages":{{Hi}},{{fields}}}""", says);

    private static StrictnessCase OpenAIMessages(string why, string messages, string says) =>
        new(Dialect.OpenAI, why, $$"""{"model":"gpt-4o-mini","messages":{{messages}}}""", says);
}
