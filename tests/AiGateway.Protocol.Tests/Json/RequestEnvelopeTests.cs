using System.Text;
using System.Text.Json;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Tests.Json;

public class RequestEnvelopeTests
{
    [Fact]
    public void Finds_top_level_fields_by_their_bytes()
    {
        var body = """ { "model" : "gpt-4o", "stream":true, "n": 2, "messages": [ {"role":"user"}, [1,2], 3 ], "x":{"model":"inner"}, "\u006eull": null } """u8;

        RequestEnvelope.TryRead(body, out var envelope, out _).ShouldBeTrue();

        envelope.Fields.Select(f => f.Name).ShouldBe(["model", "stream", "n", "messages", "x", "null"]);
        envelope.GetString(body, "model").ShouldBe("gpt-4o");
        envelope.IsTrue("stream").ShouldBeTrue();
        envelope.TryGet("messages", out var messages).ShouldBeTrue();
        messages.Count.ShouldBe(3);
        Encoding.UTF8.GetString(messages.Value(body)).ShouldBe("""[ {"role":"user"}, [1,2], 3 ]""");
        envelope.TryGet("x", out var inner).ShouldBeTrue();
        Encoding.UTF8.GetString(inner.Value(body)).ShouldBe("""{"model":"inner"}""");
        envelope.TryGet("null", out var escaped).ShouldBeTrue();
        Encoding.UTF8.GetString(body.Slice(escaped.NameStart, escaped.NameLength)).ShouldBe("\"\\u006eull\"");
        envelope.TryGet("Model", out _).ShouldBeFalse("names are matched exactly");
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("[]")]
    [InlineData("\"model\"")]
    [InlineData("{")]
    [InlineData("{\"model\":\"a\"} x")]
    [InlineData("{\"model\":\"a\"}{}")]
    [InlineData("{\"model\":\"a\",}")]
    [InlineData("{/*c*/\"model\":\"a\"}")]
    [InlineData("\uFEFF{\"model\":\"a\"}")]
    [InlineData("{\"model\":\"a\",\"model\":\"b\"}")]
    [InlineData("{\"model\":\"a\",\"\\u006dodel\":\"b\"}")]
    [InlineData("{\"a\":[{\"b\":{\"c\":1,\"c\":2}}]}")]
    [InlineData("{\"a\":\"\\ud800\"}")]
    [InlineData("{\"a\":\"\\udc00\\ud800\"}")]
    [InlineData("{\"a\":\"x\\n\\ud83dy\"}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"a\":NaN}")]
    public void Refuses_what_two_parsers_might_read_differently(string body)
    {
        RequestEnvelope.TryRead(Encoding.UTF8.GetBytes(body), out _, out var error).ShouldBeFalse();
        error.Status.ShouldBe(400);
        error.Type.ShouldBe("invalid_request_error");
    }

    [Fact]
    public void Refuses_bytes_that_are_no_utf8()
    {
        RequestEnvelope.TryRead([.. "{\"a\":\""u8, 0xC3, 0x28, .. "\"}"u8], out _, out var error).ShouldBeFalse();
        error.Message.ShouldContain("UTF-8");
    }

    [Theory]
    [InlineData(63, true)]
    [InlineData(65, false)]
    [InlineData(10_000, false)]
    public void Limits_depth(int levels, bool accepted)
    {
        var body = "{\"a\":" + new string('[', levels - 1) + new string(']', levels - 1) + "}";
        RequestEnvelope.TryRead(Encoding.UTF8.GetBytes(body), out _, out _).ShouldBe(accepted);
    }

    [Fact]
    public void Limits_tokens()
    {
        var body = "{\"a\":[" + string.Join(',', Enumerable.Repeat("1", RequestEnvelope.MaxTokens)) + "]}";
        RequestEnvelope.TryRead(Encoding.UTF8.GetBytes(body), out _, out var error).ShouldBeFalse();
        error.Message.ShouldContain("tokens");
    }

    [Theory]
    [InlineData("{\"a\":\"\\ud83d\\ude00\"}")]
    [InlineData("{\"a\":\"\\\\ud800\"}")]
    [InlineData("{\"a\":{\"x\":1},\"b\":{\"x\":1}}")]
    [InlineData("{\"Model\":1,\"model\":2}")]
    public void Accepts_what_only_looks_wrong(string body) =>
        RequestEnvelope.TryRead(Encoding.UTF8.GetBytes(body), out _, out _).ShouldBeTrue();

    [Theory]
    [InlineData(1000, -1, true)]
    [InlineData(1000, 999, false)]
    public void Finds_duplicates_in_wide_objects_too(int width, int repeated, bool accepted)
    {
        var names = Enumerable.Range(0, width).Select(i => $"\"p{i}\":0").ToList();
        if (repeated >= 0)
        {
            names.Add($"\"p{repeated}\":1");
        }

        RequestEnvelope.TryRead(Encoding.UTF8.GetBytes("{\"t\":{" + string.Join(',', names) + "}}"), out _, out _).ShouldBe(accepted);
    }

    /// <summary>The differential check: whatever the envelope accepts, a second parser reads with the same fields, and the other way round.</summary>
    [Fact]
    public void Agrees_with_the_full_parser_on_mutated_bodies()
    {
        var random = new Random(20261120);
        var seed = """{"model":"gpt-4o","messages":[{"role":"user","content":"hi \u00e9 \ud83d\ude00 \n"}],"n":1,"stream":false,"stop":["a","b"],"t":{"a":1.5e3,"b":null}}"""u8.ToArray();
        var accepted = 0;
        for (var i = 0; i < 30_000; i++)
        {
            var body = (byte[])seed.Clone();
            for (var edits = random.Next(1, 4); edits > 0; edits--)
            {
                body[random.Next(body.Length)] = (byte)"{}[]\",:\\ud8e0 amodel1.-\n\0\xff"[random.Next(26)];
            }

            var ours = RequestEnvelope.TryRead(body, out var envelope, out _);
            var theirs = TryParse(body, out var parsed);
            if (ours)
            {
                theirs.ShouldBeTrue(Encoding.Latin1.GetString(body));
                envelope.Fields.Select(f => f.Name).ShouldBe(parsed.EnumerateObject().Select(p => p.Name));
                foreach (var field in envelope.Fields)
                {
                    Encoding.UTF8.GetString(field.Value(body)).ShouldBe(parsed.GetProperty(field.Name).GetRawText());
                }

                accepted++;
            }
            else if (theirs)
            {
                ReadsEveryString(parsed).ShouldBeFalse($"refused although fine: {Encoding.Latin1.GetString(body)}");
            }
        }

        accepted.ShouldBeGreaterThan(500);
    }

    private static bool TryParse(byte[] body, out JsonElement parsed)
    {
        try
        {
            parsed = JsonElement.Parse(body, JsonText.ParseOptions);
            return parsed.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            parsed = default;
            return false;
        }
        catch (InvalidOperationException)
        {
            parsed = default;
            return false;
        }
    }

    private static bool ReadsEveryString(JsonElement element)
    {
        try
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.Object:
                    return element.EnumerateObject().All(p => p.Name is not null && ReadsEveryString(p.Value));
                case JsonValueKind.Array:
                    return element.EnumerateArray().All(ReadsEveryString);
                case JsonValueKind.String:
                    return element.GetString() is not null;
                default:
                    return true;
            }
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
