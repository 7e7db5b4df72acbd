using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Tests.Json;

public class JsonSpliceTests
{
    /// <summary>Splicing a value in by its bytes gives the document that parsing, replacing and writing gives.</summary>
    [Fact]
    public void Splice_equals_parse_and_replace()
    {
        var random = new Random(7);
        for (var i = 0; i < 5_000; i++)
        {
            var names = Enumerable.Range(0, random.Next(1, 6)).Select(n => $"f{n}").ToList();
            names.Insert(random.Next(names.Count + 1), "model");
            var text = "{" + string.Join(",", names.Select(n => $"{Space(random)}\"{n}\"{Space(random)}:{Space(random)}{Value(random, 3)}{Space(random)}")) + "}";
            var body = Encoding.UTF8.GetBytes(text);
            var replacement = JsonSerializer.SerializeToUtf8Bytes($"new \"{i}\" é");

            RequestEnvelope.TryRead(body, out var envelope, out var error).ShouldBeTrue(error?.Message);
            envelope.TryGet("model", out var model).ShouldBeTrue();
            var spliced = JsonSplice.Replace(body, model.Start, model.Length, replacement);

            var expected = JsonNode.Parse(body)!.AsObject();
            expected["model"] = $"new \"{i}\" é";
            JsonNode.DeepEquals(JsonNode.Parse(spliced), expected).ShouldBeTrue(text);
            spliced.AsSpan(0, model.Start).SequenceEqual(body.AsSpan(0, model.Start)).ShouldBeTrue();
            spliced.AsSpan(model.Start + replacement.Length).SequenceEqual(body.AsSpan(model.Start + model.Length)).ShouldBeTrue();
        }
    }

    private static string Space(Random random) => new([.. Enumerable.Range(0, random.Next(3)).Select(_ => " \t\r\n"[random.Next(4)])]);

    private static string Value(Random random, int depth) => random.Next(depth > 0 ? 7 : 5) switch
    {
        0 => "null",
        1 => "true",
        2 => "-1.5e+3",
        3 => "\"a\\\"\\u00e9{[:,\"",
        4 => "\"\"",
        5 => "[" + string.Join(",", Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, depth - 1))) + "]",
        _ => "{" + string.Join(",", Enumerable.Range(0, random.Next(4)).Select(n => $"\"k{n}\":{Value(random, depth - 1)}")) + "}",
    };
}
