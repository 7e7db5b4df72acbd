using AiGateway.Fakes;

namespace AiGateway.Clients.Fakes;

internal static partial class StrictnessCases
{
    private const string Contents = """[{"role":"user","parts":[{"text":"hi"}]}]""";
    private const string Declared = """{"name":"f","parameters":{"type":"OBJECT","properties":{"x":{"type":"STRING"}}}}""";
    private const string CallTurn = """{"role":"model","parts":[{"functionCall":{"name":"f","args":{}}}]}""";
    private const string UserTurn = """{"role":"user","parts":[{"text":"hi"}]}""";

    public static IEnumerable<StrictnessCase> Gemini =>
    [
        Gem("an unknown field", """ "foo":1 """, "Unknown name \\\"foo\\\""),
        Gem("a model in the body", """ "model":"gemini-2.5-flash" """, "Unknown name \\\"model\\\""),
        Gem("an unknown nested field", """ "generationConfig":{"max_tokens":1} """, "at 'generationConfig'"),
        Gem("too warm", """ "generationConfig":{"temperature":3} """, "temperature"),
        Gem("too many stops", """ "generationConfig":{"stopSequences":["a","b","c","d","e","f"]} """, "stopSequences"),
        Gem("an unknown mime type", """ "generationConfig":{"responseMimeType":"text/html"} """, "responseMimeType"),
        Gem("a schema without mime type", """ "generationConfig":{"responseSchema":{"type":"STRING"}} """, "response_mime_type"),
        Gem("two schemas", """ "generationConfig":{"responseMimeType":"application/json","responseSchema":{"type":"STRING"},"responseJsonSchema":{}} """, "only one"),
        Gem("a reference in a schema", GemTool("""{"name":"f","parameters":{"type":"OBJECT","properties":{"x":{"$ref":"#/y"}}}}"""), "$ref"),
        Gem("a constant in a schema", GemTool("""{"name":"f","parameters":{"type":"OBJECT","properties":{"x":{"type":"STRING","const":"a"}}}}"""), "const"),
        Gem("a closed schema", GemTool("""{"name":"f","parameters":{"type":"OBJECT","properties":{"x":{"type":"STRING"}},"additionalProperties":false}}"""), "additionalProperties"),
        Gem("a list of types", GemTool("""{"name":"f","parameters":{"type":"OBJECT","properties":{"x":{"type":["STRING","NULL"]}}}}"""), "type"),
        Gem("an object without properties", GemTool("""{"name":"f","parameters":{"type":"OBJECT","properties":{}}}"""), "non-empty for OBJECT"),
        Gem("an array without items", GemTool("""{"name":"f","parameters":{"type":"OBJECT","properties":{"x":{"type":"ARRAY"}}}}"""), "items: missing field"),
        Gem("an undefined required property", GemTool("""{"name":"f","parameters":{"type":"OBJECT","properties":{"x":{"type":"STRING"}},"required":["y"]}}"""), "property is not defined"),
        Gem("both kinds of parameters", GemTool("""{"name":"f","parameters":{"type":"OBJECT","properties":{"x":{"type":"STRING"}}},"parametersJsonSchema":{"type":"object"}}"""), "both"),
        Gem("a bad function name", GemTool("""{"name":"1 f"}"""), "Invalid function name"),
        Gem("two functions of one name", GemTool("""{"name":"f"},{"name":"f"}"""), "Duplicate function"),
        Gem("any without functions", """ "toolConfig":{"functionCallingConfig":{"mode":"ANY"}} """, "without function_declarations"),
        Gem("an unknown mode", """ "toolConfig":{"functionCallingConfig":{"mode":"REQUIRED"}} """, "mode"),
        Gem("allowed names under AUTO", GemTool(Declared) + """,  "toolConfig":{"functionCallingConfig":{"mode":"AUTO","allowedFunctionNames":["f"]}} """, "allowed_function_names"),
        Gem("an undeclared allowed name", GemTool(Declared) + """, "toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["g"]}} """, "not declared"),
        Gem("JSON and functions", GemTool(Declared) + """, "generationConfig":{"responseMimeType":"application/json"} """, "Function calling with"),
        Gem("a thinking level on 2.5", """ "generationConfig":{"thinkingConfig":{"thinkingLevel":"LOW"}} """, "level is not supported"),
        Gem("level and budget", """ "generationConfig":{"thinkingConfig":{"thinkingLevel":"LOW","thinkingBudget":9}} """, "only one"),
        GemSays("no contents", "[]", "contents is not specified"),
        GemSays("an assistant role", """[{"role":"assistant","parts":[{"text":"x"}]}]""", "valid role"),
        GemSays("no parts", """[{"role":"user","parts":[]}]""", "must not be empty"),
        GemSays("an empty part", """[{"role":"user","parts":[{}]}]""", "oneof field 'data'"),
        GemSays("a part with two kinds of data", """[{"role":"user","parts":[{"text":"x","inlineData":{"mimeType":"image/png","data":"AAAA"}}]}]""", "already set"),
        GemSays("data that is no base64", """[{"role":"user","parts":[{"inlineData":{"mimeType":"image/png","data":"%%"}}]}]""", "inline_data"),
        GemSays("an OpenAI message", """[{"role":"user","content":"x"}]""", "Unknown name"),
        GemSays("a response without a name", $$$$$"""[{{{{{UserTurn}}}}},{{{{{CallTurn}}}}},{"role":"user","parts":[{"functionResponse":{"response":{}}}]}]""", "Name cannot be empty"),
        GemSays("a response of another name", $$$$$"""[{{{{{UserTurn}}}}},{{{{{CallTurn}}}}},{"role":"user","parts":[{"functionResponse":{"name":"g","response":{}}}]}]""", "'g'"),
        GemSays("a response that is no object", $$$"""[{{{UserTurn}}},{{{CallTurn}}},{"role":"user","parts":[{"functionResponse":{"name":"f","response":"x"}}]}]""", "response"),
        GemSays("two responses to one call", $$$$$"""[{{{{{UserTurn}}}}},{{{{{CallTurn}}}}},{"role":"user","parts":[{"functionResponse":{"name":"f","response":{}}},{"functionResponse":{"name":"f","response":{}}}]}]""", "number of function response"),
        GemSays("no response to a call", $$"""[{{UserTurn}},{{CallTurn}},{{UserTurn}}]""", "number of function response"),
        GemSays("a response out of nowhere", """[{"role":"user","parts":[{"functionResponse":{"name":"f","response":{}}}]}]""", "immediately after a function call"),
        GemThird("a call without signature", """{"functionCall":{"name":"f","args":{}}}""", "thought_signature"),
        GemThird("a call with a forged signature", """{"functionCall":{"name":"f","args":{}},"thoughtSignature":"AAAA"}""", "not valid"),
        new(Dialect.Gemini, "no thinking on 2.5 pro", $$$$"""{"contents":{{{{Contents}}}},"generationConfig":{"thinkingConfig":{"thinkingBudget":0}}}""", "Budget 0", Path: "/v1beta/models/gemini-2.5-pro:generateContent"),
        new(Dialect.Gemini, "an unknown model", $$"""{"contents":{{Contents}}}""", "NOT_FOUND", 404, "/v1beta/models/gemini-0:generateContent"),
        new(Dialect.Gemini, "a model for embeddings", $$"""{"contents":{{Contents}}}""", "NOT_FOUND", 404, "/v1beta/models/gemini-embedding-001:generateContent"),
        new(Dialect.Gemini, "an unknown query parameter", $$"""{"contents":{{Contents}}}""", "Cannot bind query parameter", Path: "/v1beta/models/gemini-2.5-flash:generateContent?foo=1"),
        new(Dialect.Gemini, "another model in a batch", """{"requests":[{"model":"models/x","content":{"parts":[{"text":"a"}]}}]}""", "requests[0].model", Path: "/v1beta/models/gemini-embedding-001:batchEmbedContents"),
        new(Dialect.Gemini, "no model in a batch", """{"requests":[{"content":{"parts":[{"text":"a"}]}}]}""", "requests[0].model", Path: "/v1beta/models/gemini-embedding-001:batchEmbedContents"),
        new(Dialect.Gemini, "no JSON", "{", "Invalid JSON payload"),
    ];

    private static string GemTool(string declarations) => $$""" "tools":[{"functionDeclarations":[{{declarations}}]}] """;

    private static StrictnessCase Gem(string why, string fields, string says) => new(Dialect.Gemini, why, $$"""{"contents":{{Contents}},{{fields}}}""", says);

    private static StrictnessCase GemSays(string why, string contents, string says) => new(Dialect.Gemini, why, $$"""{"contents":{{contents}}}""", says);

    private static StrictnessCase GemThird(string why, string part, string says) => new(
        Dialect.Gemini,
        why,
        $$$$$"""{"contents":[{{{{{UserTurn}}}}},{"role":"model","parts":[{{{{{part}}}}}]},{"role":"user","parts":[{"functionResponse":{"name":"f","response":{}}}]}]}""",
        says,
        Path: "/v1beta/models/gemini-3-pro-preview:generateContent");
}
