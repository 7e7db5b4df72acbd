using System.Globalization;
using System.Text;
using System.Text.Json;
using AiGateway.Fakes;
using AiGateway.Tests.Hosting;

namespace AiGateway.Tests.Promises;

/// <summary>G2, G4, G5, G6, G10 from the other side: what is unusual but sound passes, and the provider reads the very bytes that were inspected.</summary>
public sealed class SoundBodyTests : IAsyncLifetime
{
    private FakeProvider _provider = null!;
    private TestGateway _gateway = null!;

    public async Task InitializeAsync()
    {
        _provider = await FakeProvider.StartAsync(Dialect.OpenAI);
        _provider.Strict = false;
        _gateway = await TestGateway.StartAsync(Config.For(_provider, new Dictionary<string, string> { ["gpt-*"] = "up/*", ["alias"] = "up/gpt-4o-mini" }));
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Theory]
    [InlineData("\"metadata\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]")]
    [InlineData("\"x\":\"\\ud83d\\ude00 \\u0000 😀\"")]
    [InlineData("\"Model\":\"gpt-4o\",\"MODEL\":1")]
    [InlineData("\"brand_new_field\":{\"a\":[1,2.50,1e2,-0]}")]
    [InlineData(" \t\r\n \"x\" : 1.0000000000000000000000000000001 , \"y\" : 123456789012345678901234567890 ")]
    [InlineData("\"\\u0078\":\"\\u0041\\/\\n\"")]
    public async Task Passes_byte_for_byte(string field)
    {
        // 63 arrays in an object are 64 levels, the most there may be; they stand where the gateway has no rule of its own.
        field = field.Replace("\"metadata\"", "\"x\"", StringComparison.Ordinal);
        var body = $"{{ \"messages\":[{{\"role\":\"user\",\"content\":\"Hi\"}}],{field},\"model\" :  \"gpt-4o-mini\"}}\n";

        var response = await _gateway.PostAsync(RawRequest.ChatPath, body);

        ((int)response.StatusCode).ShouldBe(200, await response.Content.ReadAsStringAsync());
        (await _provider.WaitForRequestAsync()).BodyText.ShouldBe(body);
    }

    [Fact]
    public async Task A_name_that_is_replaced_is_all_that_changes()
    {
        var random = new Random(20261120);
        for (var i = 1; i <= 60; i++)
        {
            var (before, name, after) = Body(random);

            var response = await _gateway.PostAsync(RawRequest.ChatPath, before + name + after);

            ((int)response.StatusCode).ShouldBe(200, before + name + after);
            var received = await _provider.WaitForRequestAsync(i);
            received.BodyText.ShouldBe(before + "\"gpt-4o-mini\"" + after);
            // A second parser, which reads the whole and keeps the last of two, finds the model that was decided for.
            Newest(received.Body, "model").ShouldBe("gpt-4o-mini");
        }
    }

    private static string? Newest(byte[] body, string name)
    {
        var parsed = JsonDocument.Parse(body, new JsonDocumentOptions { AllowDuplicateProperties = true }).RootElement;
        return parsed.EnumerateObject().Last(p => p.Name == name).Value.GetString();
    }

    /// <summary>A sound request with odd blanks, escapes, orders and values, and the model's name spelt in odd ways.</summary>
    private static (string Before, string Name, string After) Body(Random random)
    {
        var fields = new List<string> { $"\"messages\"{Blank(random)}:{Blank(random)}[{{\"role\":\"user\",\"content\":{Value(random, 0, text: true)}}}]" };
        for (var i = random.Next(5); i > 0; i--)
        {
            fields.Add($"{Blank(random)}\"x{i.ToString(CultureInfo.InvariantCulture)}{(random.Next(2) == 0 ? "\\u006d" : "model")}\"{Blank(random)}:{Blank(random)}{Value(random, 0, text: false)}");
        }

        var at = random.Next(fields.Count + 1);
        var name = random.Next(2) == 0 ? "\"alias\"" : "\"al\\u0069as\"";
        var key = random.Next(2) == 0 ? "\"model\"" : "\"\\u006dod\\u0065l\"";
        var before = Blank(random) + "{" + string.Concat(fields.Take(at).Select(f => f + ",")) + Blank(random) + key + Blank(random) + ":" + Blank(random);
        var after = Blank(random) + string.Concat(fields.Skip(at).Select(f => "," + f)) + Blank(random) + "}" + Blank(random);
        return (before, name, after);
    }

    private static string Value(Random random, int depth, bool text) => (text ? 0 : random.Next(depth > 3 ? 3 : 5)) switch
    {
        0 => Quoted(random),
        1 => random.Next(2) == 0 ? "-1.50E+3" : random.NextInt64().ToString(CultureInfo.InvariantCulture),
        2 => random.Next(3) switch { 0 => "true", 1 => "null", _ => "false" },
        3 => $"[{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Blank(random) + Value(random, depth + 1, text: false)))}]",
        _ => $"{{{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(i => $"\"model{i}\":{Value(random, depth + 1, text: false)}"))}}}",
    };

    private static string Quoted(Random random)
    {
        string[] pieces = ["model", "\\\"", "\\\\", "\\u0022", "ü", "😀", "\\ud83d\\ude00", "\\/", "}{", "\\n", ":", "\\u0000", " "];
        var text = new StringBuilder("\"");
        for (var i = random.Next(8); i > 0; i--)
        {
            text.Append(pieces[random.Next(pieces.Length)]);
        }

        return text.Append('"').ToString();
    }

    private static string Blank(Random random) => random.Next(4) switch { 0 => " ", 1 => "\n", 2 => "\t\r\n", _ => "" };
}
