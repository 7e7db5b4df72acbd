using System.Text;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats;
using AiGateway.Protocol.Formats.Gemini;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Tests.Formats.Gemini;

/// <summary>Schemas for models that take only a part of the language.</summary>
public class GeminiSchemaTests
{
    [Fact]
    public void References_that_multiply_are_cut_and_reported_before_they_fill_the_memory()
    {
        // Every level names the next one ten times: 10^14 objects if written out.
        var levels = Enumerable.Range(0, 14).Select(static level =>
            $"\"l{level}\":{{\"type\":\"object\",\"properties\":{{{string.Join(',', Enumerable.Range(0, 10).Select(i => $"\"p{i}\":{{\"$ref\":\"#/$defs/l{level + 1}\"}}"))}}}}}");
        var schema = $"{{\"$ref\":\"#/$defs/l0\",\"$defs\":{{{string.Join(',', levels)},\"l14\":{{\"type\":\"string\"}}}}}}";

        var (body, dropped) = Write(schema);

        dropped.ShouldContain("tools.function.parameters");
        body.Length.ShouldBeLessThan(4_000_000);
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"oneOf":[{"type":0},{"type":"null"}]}}}""")]
    [InlineData("""{"type":"object","properties":{"a":{"anyOf":[{"type":["string"]},5]}}}""")]
    [InlineData("""{"type":{},"properties":[],"required":{},"items":4,"enum":"x","allOf":[[]]}""")]
    public void A_schema_that_is_none_is_written_as_far_as_it_goes(string schema) => Write(schema).Body.ShouldContain("functionDeclarations");

    private static (string Body, IReadOnlyList<string> Dropped) Write(string schema)
    {
        var request = new ChatRequest
        {
            Model = "m",
            SourceFormat = "OpenAIChat",
            Messages = [new ChatMessage { Role = ChatRole.User, Parts = [new ChatPart.Text("hi")] }],
            Tools = [new ChatTool { Kind = ChatToolKind.Function, Name = "f", Parameters = JsonElement.Parse(schema) }],
        };
        var context = new RequestWriteContext { TargetModel = "gemini-2.0-flash" };
        var body = JsonText.Write(writer => new GeminiFormat().WriteRequest(request, writer, context));
        return (Encoding.UTF8.GetString(body), context.Losses.Dropped);
    }
}
