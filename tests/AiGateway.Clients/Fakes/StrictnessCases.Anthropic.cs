using AiGateway.Fakes;

namespace AiGateway.Clients.Fakes;

internal static partial class StrictnessCases
{
    private const string Use = """{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"f","input":{}}]}""";
    private const string UseTwo = """{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"f","input":{}},{"type":"tool_use","id":"t2","name":"f","input":{}}]}""";
    private const string Result = """{"type":"tool_result","tool_use_id":"t1","content":"x"}""";
    private const string ClaudeTool = """{"name":"f","input_schema":{"type":"object","properties":{}}}""";

    public static IEnumerable<StrictnessCase> Anthropic =>
    [
        new(Dialect.Anthropic, "no max_tokens", $$"""{"model":"claude-haiku-4-5","messages":{{Hi}}}""", "max_tokens: Field required"),
        Claude("an unknown field", """ "stop":"x" """, "stop: Extra inputs are not permitted"),
        Claude("an unknown nested field", """ "metadata":{"user":"x"} """, "metadata.user: Extra inputs"),
        Claude("null where nothing may stand", """ "system":null """, "system"),
        Claude("too much temperature", """ "temperature":1.5 """, "temperature"),
        Claude("temperature and top_p", """ "temperature":0.5,"top_p":0.5 """, "cannot both"),
        Claude("a blank stop sequence", """ "stop_sequences":[" "] """, "non-whitespace"),
        Claude("an empty system block", """ "system":[{"type":"text","text":""}] """, "non-empty"),
        Claude("a schema without type", """ "tools":[{"name":"f","input_schema":{"properties":{}}}] """, "input_schema.type: Field required"),
        Claude("a schema of another type", """ "tools":[{"name":"f","input_schema":{"type":"string"}}] """, "Input should be 'object'"),
        Claude("an OpenAI tool", """ "tools":[{"type":"function","function":{"name":"f"}}] """, "tools.0.type"),
        Claude("two tools of one name", $$""" "tools":[{{ClaudeTool}},{{ClaudeTool}}] """, "unique"),
        Claude("a tool choice without tools", """ "tool_choice":{"type":"auto"} """, "tools"),
        Claude("a tool choice in OpenAI's form", $$""" "tools":[{{ClaudeTool}}],"tool_choice":"auto" """, "tool_choice"),
        Claude("a tool choice that is no tool", $$""" "tools":[{{ClaudeTool}}],"tool_choice":{"type":"tool","name":"g"} """, "not found"),
        Claude("a small thinking budget", """ "thinking":{"type":"enabled","budget_tokens":1000} """, "1024"),
        Claude("a thinking budget beyond max_tokens", """ "thinking":{"type":"enabled","budget_tokens":4096} """, "greater than"),
        Claude("adaptive thinking on an older model", """ "thinking":{"type":"adaptive"} """, "adaptive"),
        Claude("forced tools with thinking", $$""" "tools":[{{ClaudeTool}}],"tool_choice":{"type":"any"},"thinking":{"type":"enabled","budget_tokens":1024} """, "Thinking may not"),
        Claude("temperature with thinking", """ "temperature":0.5,"thinking":{"type":"enabled","budget_tokens":1024} """, "temperature"),
        Claude("top_k with thinking", """ "top_k":5,"thinking":{"type":"enabled","budget_tokens":1024} """, "top_k"),
        Claude("effort on a model without", """ "output_config":{"effort":"low"} """, "effort"),
        Claude("an open output schema", """ "output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{}}}} """, "additionalProperties"),
        Claude(
            "five cache breakpoints",
            """ "system":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}},{"type":"text","text":"b","cache_control":{"type":"ephemeral"}},{"type":"text","text":"c","cache_control":{"type":"ephemeral"}},{"type":"text","text":"d","cache_control":{"type":"ephemeral"}},{"type":"text","text":"e","cache_control":{"type":"ephemeral"}}] """,
            "maximum of 4"),
        ClaudeSays("no messages", "[]", "at least one"),
        ClaudeSays("a system role", """[{"role":"system","content":"x"},{"role":"user","content":"hi"}]""", "messages.0.role"),
        ClaudeSays("an assistant first", """[{"role":"assistant","content":"x"},{"role":"user","content":"hi"}]""", "first message"),
        ClaudeSays("empty content", """[{"role":"user","content":""}]""", "non-empty"),
        ClaudeSays("an empty text block", """[{"role":"user","content":[{"type":"text","text":""}]}]""", "non-empty"),
        ClaudeSays("a blank text block", """[{"role":"user","content":[{"type":"text","text":" \n"}]}]""", "non-whitespace"),
        ClaudeSays("an OpenAI image", """[{"role":"user","content":[{"type":"image_url","image_url":{"url":"http://x"}}]}]""", "content.0.type"),
        ClaudeSays("an image of an unknown type", """[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/bmp","data":"AAAA"}}]}]""", "media_type"),
        ClaudeSays("an image that is no base64", """[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"%%"}}]}]""", "base64"),
        ClaudeSays("an unanswered call at the end", $$"""[{"role":"user","content":"hi"},{{Use}}]""", "immediately after: t1"),
        ClaudeSays("an unanswered call", $$"""[{"role":"user","content":"hi"},{{Use}},{"role":"user","content":"and?"}]""", "immediately after: t1"),
        ClaudeSays("one of two calls answered", $$"""[{"role":"user","content":"hi"},{{UseTwo}},{"role":"user","content":[{{Result}}]}]""", "immediately after: t2"),
        ClaudeSays("text before the result", $$"""[{"role":"user","content":"hi"},{{Use}},{"role":"user","content":[{"type":"text","text":"x"},{{Result}}]}]""", "immediately after: t1"),
        ClaudeSays("a result out of nowhere", $$"""[{"role":"user","content":[{{Result}}]}]""", "unexpected `tool_use_id`"),
        ClaudeSays("input that is no object", """[{"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"f","input":"{}"}]}]""", "input"),
        ClaudeSays("a forged signature", """[{"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"thinking","thinking":"x","signature":"AAAA"},{"type":"text","text":"y"}]},{"role":"user","content":"hi"}]""", "Invalid `signature`"),
        ClaudeSays("prefill with a blank at its end", """[{"role":"user","content":"hi"},{"role":"assistant","content":"well "}]""", "trailing whitespace"),
        new(Dialect.Anthropic, "prefill on a newer model", """{"model":"claude-opus-4-7","max_tokens":9,"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"well"}]}""", "prefill"),
        new(Dialect.Anthropic, "temperature on a newer model", $$"""{"model":"claude-opus-4-7","max_tokens":9,"temperature":0.5,"messages":{{Hi}}}""", "temperature"),
        new(Dialect.Anthropic, "a budget on a newer model", $$"""{"model":"claude-opus-4-7","max_tokens":9000,"thinking":{"type":"enabled","budget_tokens":1024},"messages":{{Hi}}}""", "adaptive"),
        new(Dialect.Anthropic, "too many tokens", $$"""{"model":"claude-haiku-4-5","max_tokens":64001,"messages":{{Hi}}}""", "64000"),
        new(Dialect.Anthropic, "an unknown model", $$"""{"model":"claude-0","max_tokens":9,"messages":{{Hi}}}""", "not_found_error", 404),
        new(Dialect.Anthropic, "max_tokens when counting", $$"""{"model":"claude-haiku-4-5","max_tokens":9,"messages":{{Hi}}}""", "max_tokens", Path: "/v1/messages/count_tokens"),
        new(Dialect.Anthropic, "no JSON", "[1", "invalid_request_error"),
    ];

    private static StrictnessCase Claude(string why, string fields, string says) =>
        new(Dialect.Anthropic, why, $$"""{"model":"claude-haiku-4-5","max_tokens":2048,"messages":{{Hi}},{{fields}}}""", says);

    private static StrictnessCase ClaudeSays(string why, string messages, string says) =>
        new(Dialect.Anthropic, why, $$"""{"model":"claude-haiku-4-5","max_tokens":2048,"messages":{{messages}}}""", says);
}
