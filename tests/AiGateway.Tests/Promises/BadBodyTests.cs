using System.Net.Http.Headers;
using System.Text;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Promises;

/// <summary>G1, G2, G4, G5: what is no sound JSON is refused before anybody is called, whichever format would have taken it.</summary>
public sealed class BadBodyTests(InputBench bench) : IClassFixture<InputBench>
{
    private const string Start = "{\"model\":\"MODEL\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    private static readonly Dictionary<string, byte[]> Bodies = new(StringComparer.Ordinal)
    {
        ["empty"] = [],
        ["blanks"] = Text("  \r\n "),
        ["cut"] = Text(Start),
        ["trailing junk"] = Text(Start + "} x"),
        ["a second object"] = Text(Start + "}{}"),
        ["trailing comma"] = Text(Start + ",}"),
        ["byte-order mark"] = [0xEF, 0xBB, 0xBF, .. Text(Start + "}")],
        ["UTF-16"] = Encoding.Unicode.GetBytes(Start + "}"),
        ["block comment"] = Text(Start + "/* x */}"),
        ["line comment"] = Text("// x\n" + Start + "}"),
        ["single quotes"] = Text((Start + "}").Replace('"', '\'')),
        ["unquoted name"] = Text(Start + ",n:1}"),
        ["NaN"] = Text(Start + ",\"temperature\":NaN}"),
        ["leading zero"] = Text(Start + ",\"n\":01}"),
        ["NUL after"] = Text(Start + "}\0"),
        ["NUL in a string"] = Text(Start + ",\"user\":\"a\0b\"}"),
        ["raw line end in a string"] = Text(Start + ",\"user\":\"a\nb\"}"),
        ["array"] = Text("[" + Start + "}]"),
        ["null"] = Text("null"),
        ["string"] = Text("\"model\""),
        ["number"] = Text("1"),
        ["65 arrays"] = Deep(65, '[', ']'),
        ["65 levels in all"] = Deep(64, '[', ']'),
        ["10,000 arrays"] = Deep(10_000, '[', ']'),
        ["300,000 arrays"] = Deep(300_000, '[', ']'),
        ["10,000 objects"] = DeepObjects(10_000),
        ["10,000 arrays never closed"] = Text(Start + ",\"metadata\":" + new string('[', 10_000)),
        ["invalid UTF-8, lone continuation"] = With(0x80),
        ["invalid UTF-8, bad second byte"] = With(0xC3, 0x28),
        ["invalid UTF-8, overlong slash"] = With(0xC0, 0xAF),
        ["invalid UTF-8, encoded surrogate"] = With(0xED, 0xA0, 0x80),
        ["invalid UTF-8, beyond Unicode"] = With(0xF5, 0x80, 0x80, 0x80),
        ["invalid UTF-8 in a name"] = [.. Text(Start + ",\""), 0xFF, .. Text("\":1}")],
        ["lone high surrogate"] = Text(Start + ",\"user\":\"\\ud83d\"}"),
        ["lone low surrogate"] = Text(Start + ",\"user\":\"\\ude00\"}"),
        ["surrogates the wrong way round"] = Text(Start + ",\"user\":\"\\ude00\\ud83d\"}"),
        ["lone surrogate in a name"] = Text(Start + ",\"\\ud83d\":1}"),
        ["lone surrogate deep inside"] = Text(Start + ",\"metadata\":{\"a\":[{\"b\":\"\\uD83Dx\"}]}}"),
        ["model twice"] = Text(Start + ",\"model\":\"gpt-4o\"}"),
        ["model twice, escaped"] = Text(Start + ",\"\\u006dodel\":\"gpt-4o\"}"),
        ["messages twice"] = Text(Start + ",\"messages\":[]}"),
        ["an unknown name twice"] = Text(Start + ",\"x\":1,\"x\":1}"),
        ["a name twice, nested"] = Text(Start + ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\",\"name\":\"b\"}}]}"),
        ["a name twice, nested and escaped"] = Text(Start + ",\"metadata\":{\"k\":1,\"\\u006b\":2}}"),
        ["a name twice among two hundred"] = Text(Start + ",\"metadata\":{" + string.Join(',', Enumerable.Range(0, 200).Select(i => $"\"k{i}\":1")) + ",\"k7\":2}}"),
    };

    public static TheoryData<string> Names => [.. Bodies.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Is_refused_with_400_and_goes_nowhere(string name)
    {
        foreach (var model in (string[])["up/gpt-4o-mini", "claude/claude-haiku-4-5", "gem/gemini-2.5-flash"])
        {
            var error = await (await PostAsync(Bodies[name], model)).ShouldBeRefusedAsync(400, "invalid_json");

            error.GetProperty("type").GetString().ShouldBe("invalid_request_error");
        }

        (await PostAsync(Bodies[name], "up/text-embedding-3-small", "/v1/embeddings")).StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
        bench.NothingWentOut();
    }

    private async Task<HttpResponseMessage> PostAsync(byte[] body, string model, string path = RawRequest.ChatPath)
    {
        // Latin-1 keeps every byte as it is.
        var content = new ByteArrayContent(Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(body).Replace("MODEL", model, StringComparison.Ordinal)));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return await bench.Gateway.Client.PostAsync(path, content);
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] With(params byte[] bytes) => [.. Text(Start + ",\"user\":\"a"), .. bytes, .. Text("b\"}")];

    private static byte[] Deep(int levels, char open, char close) => Text(Start + ",\"metadata\":" + new string(open, levels) + new string(close, levels) + "}");

    private static byte[] DeepObjects(int levels) =>
        Text(Start + ",\"metadata\":" + string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels) + "}");
}
