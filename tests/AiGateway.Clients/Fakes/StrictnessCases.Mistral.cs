using AiGateway.Fakes;

namespace AiGateway.Clients.Fakes;

internal static partial class StrictnessCases
{
    public static IEnumerable<StrictnessCase> Mistral =>
    [
        Foreign("stream_options", """{"include_usage":true}"""),
        Foreign("seed", "1"),
        Foreign("user", "\"x\""),
        Foreign("logprobs", "true"),
        Foreign("logit_bias", "{}"),
        Foreign("max_completion_tokens", "5"),
        Foreign("store", "true"),
        Foreign("verbosity", "\"low\""),
        Mist("too warm", """ "temperature":1.6 """, "less_than_equal"),
        Mist("an unknown tool choice", """ "tool_choice":"maybe" """, "literal_error"),
        Mist("a tool without parameters", """ "tools":[{"type":"function","function":{"name":"f"}}] """, "missing"),
        Mist("a schema format without schema", """ "response_format":{"type":"json_schema","json_schema":{"name":"a"}} """, "missing"),
        MistSays("a developer role", """[{"role":"developer","content":"x"},{"role":"user","content":"hi"}]""", "literal_error", 422),
        MistSays("a named user", """[{"role":"user","name":"x","content":"hi"}]""", "extra_forbidden", 422),
        MistSays("an assistant last", """[{"role":"user","content":"hi"},{"role":"assistant","content":"x"}]""", "Expected last role"),
        MistSays("a system message last", """[{"role":"system","content":"hi"}]""", "Expected last role"),
        MistSays("a silent assistant", """[{"role":"user","content":"hi"},{"role":"assistant","content":""},{"role":"user","content":"hi"}]""", "not none"),
        MistSays(
            "a foreign call id",
            """[{"role":"user","content":"hi"},{"role":"assistant","tool_calls":[{"id":"call_abcdef","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"call_abcdef","content":"x"}]""",
            "length of 9"),
        MistSays(
            "another call's id",
            """[{"role":"user","content":"hi"},{"role":"assistant","tool_calls":[{"id":"abcdefghi","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"abcdefghj","content":"x"}]""",
            "Unexpected tool call id"),
        MistSays(
            "an unanswered call",
            """[{"role":"user","content":"hi"},{"role":"assistant","tool_calls":[{"id":"abcdefghi","function":{"name":"f","arguments":"{}"}}]},{"role":"user","content":"x"}]""",
            "Not the same number"),
        MistSays(
            "a user after a tool",
            """[{"role":"user","content":"hi"},{"role":"assistant","tool_calls":[{"id":"abcdefghi","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"abcdefghi","content":"x"},{"role":"user","content":"x"}]""",
            "Unexpected role 'user' after role 'tool'"),
        new(Dialect.Mistral, "an unknown model", $$"""{"model":"mistral-0","messages":{{Hi}}}""", "invalid_model"),
        new(Dialect.Mistral, "a model for embeddings", $$"""{"model":"mistral-embed","messages":{{Hi}}}""", "invalid_model"),
        new(Dialect.Mistral, "OpenAI's dimensions", """{"model":"mistral-embed","input":"x","dimensions":8}""", "extra_forbidden", 422, "/v1/embeddings"),
        new(Dialect.Mistral, "no JSON", "{", "json_invalid", 422),
    ];

    private static StrictnessCase Foreign(string name, string value) => Mist($"OpenAI's {name}", $"\"{name}\":{value}", "extra_forbidden");

    private static StrictnessCase Mist(string why, string fields, string says) =>
        new(Dialect.Mistral, why, $$"""{"model":"mistral-small-latest","messages":{{Hi}},{{fields}}}""", says, 422);

    private static StrictnessCase MistSays(string why, string messages, string says, int status = 400) =>
        new(Dialect.Mistral, why, $$"""{"model":"mistral-small-latest","messages":{{messages}}}""", says, status);
}
