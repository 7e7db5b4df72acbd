using System.Globalization;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Providers.Mock;

namespace AiGateway.Tests.Providers.Mock;

public sealed class MockSchemaTests
{
    [Theory]
    [InlineData("""{"type":"object"}""", "{}")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}}}""", "{}")]
    [InlineData("""{"type":"object","properties":{"b":{"type":"integer"},"a":{"type":"boolean"},"c":{"type":"null"}},"required":["a","b","c","d"]}""", """{"b":0,"a":false,"c":null,"d":""}""")]
    [InlineData("""{"required":["a"],"additionalProperties":{"type":"number"}}""", """{"a":0}""")]
    [InlineData("""{"type":"object","required":["a"],"properties":{"a":{"type":"object","required":["b"],"properties":{"b":{"type":"array","items":{"type":"integer"}}}}}}""", """{"a":{"b":[]}}""")]
    [InlineData("""{"type":"array","minItems":3,"prefixItems":[{"const":1}],"items":{"enum":["x","y"]}}""", """[1,"x","x"]""")]
    [InlineData("""{"enum":["größer",2]}""", "\"größer\"")]
    [InlineData("""{"const":null}""", "null")]
    [InlineData("""{"const":{"a":[1,2.50]}}""", """{"a":[1,2.50]}""")]
    [InlineData("""{"type":["integer","null"]}""", "0")]
    [InlineData("""{"type":"string","minLength":3,"maxLength":5}""", "\"xxx\"")]
    [InlineData("""{"type":"string","format":"date"}""", "\"2000-01-01\"")]
    [InlineData("""{"type":"integer","minimum":1}""", "1")]
    [InlineData("""{"type":"integer","exclusiveMinimum":1.5}""", "2")]
    [InlineData("""{"type":"integer","maximum":-3}""", "-3")]
    [InlineData("""{"type":"integer","exclusiveMaximum":0}""", "-1")]
    [InlineData("""{"type":"integer","minimum":7,"multipleOf":5}""", "10")]
    [InlineData("""{"type":"number","minimum":0.5}""", "0.5")]
    [InlineData("""{"type":"number","exclusiveMinimum":0.5,"exclusiveMaximum":0.6}""", "0.55")]
    [InlineData("""{"minimum":2}""", "2")]
    [InlineData("""{"anyOf":[{"type":"integer"},{"type":"string"}]}""", "0")]
    [InlineData("""{"oneOf":[{"type":"string","minLength":1},{"type":"integer"}]}""", "\"x\"")]
    [InlineData("""{"anyOf":[false,{"type":"null"}]}""", "null")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"integer"}},"anyOf":[{"required":["b"]},{"required":["a"]}]}""", """{"b":0}""")]
    [InlineData("""{"allOf":[{"type":"object","required":["a"],"properties":{"a":{"minimum":4}}},{"required":["b"],"properties":{"a":{"type":"integer","maximum":9},"b":{"const":true}}}]}""", """{"a":4,"b":true}""")]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{"enum":["via ref"]}}}""", "\"via ref\"")]
    [InlineData("""{"$ref":"#/$defs/a~1b%25","$defs":{"a/b%":{"type":"boolean"}}}""", "false")]
    [InlineData("""{"type":"object","required":["value","next"],"properties":{"value":{"type":"integer"},"next":{"anyOf":[{"$ref":"#"},{"type":"null"}]}}}""", """{"value":0,"next":null}""")]
    [InlineData("""{"$defs":{"tree":{"type":"object","required":["children"],"properties":{"children":{"type":"array","items":{"$ref":"#/$defs/tree"}}}}},"$ref":"#/$defs/tree"}""", """{"children":[]}""")]
    public void Makes_a_small_value(string schema, string expected) =>
        MockSchema.Minimal(JsonElement.Parse(schema), "schema").ShouldBe(expected);

    [Theory]
    [InlineData("false")]
    [InlineData("""{"type":"unheard-of"}""")]
    [InlineData("""{"$ref":"#/nowhere"}""")]
    [InlineData("""{"$ref":"https://example.com/schema"}""")]
    [InlineData("""{"$ref":"#"}""")]
    [InlineData("""{"type":"object","required":["next"],"properties":{"next":{"$ref":"#"}}}""")]
    [InlineData("""{"type":"array","minItems":1000000000,"items":{"type":"integer"}}""")]
    [InlineData("""{"type":"string","minLength":1000000000}""")]
    [InlineData("""{"type":"string","minLength":3,"maxLength":2}""")]
    [InlineData("""{"type":"integer","minimum":2,"maximum":1}""")]
    [InlineData("""{"type":"integer","exclusiveMinimum":0,"exclusiveMaximum":1}""")]
    [InlineData("""{"allOf":[{"enum":[1,2]},{"enum":[3]}]}""")]
    public void Schema_without_a_value_is_refused(string schema) =>
        Should.Throw<WireFormatException>(() => MockSchema.Minimal(JsonElement.Parse(schema), "the.path")).Error.Param.ShouldBe("the.path");

    [Fact]
    public void Schema_made_to_take_for_ever_is_given_up()
    {
        // Every definition leads to every other by two ways: as many paths as there are orders to walk them in.
        var names = Enumerable.Range(0, 30).Select(static index => index.ToString(CultureInfo.InvariantCulture)).ToArray();
        var all = string.Join(',', names.Select(static name => $$"""{"$ref":"#/$defs/{{name}}"}"""));
        var definitions = string.Join(',', names.Select(name => $$$""" "{{{name}}}":{"type":"object","required":["x"],"properties":{"x":{"anyOf":[{{{all}}}]} } }"""));

        Should.Throw<WireFormatException>(() => MockSchema.Minimal(JsonElement.Parse($$"""{"$defs":{ {{definitions}} },"$ref":"#/$defs/0"}"""), "schema"));
    }

    [Fact]
    public void Long_chain_of_references_is_given_up_and_overflows_nothing()
    {
        var chain = string.Join(',', Enumerable.Range(0, 5000).Select(static index => $$$""" "{{{index}}}":{"type":"object","required":["x"],"properties":{"x":{"$ref":"#/$defs/{{{index + 1}}}"} } }"""));

        Should.Throw<WireFormatException>(() => MockSchema.Minimal(JsonElement.Parse($$"""{"$defs":{ {{chain}} },"$ref":"#/$defs/0"}"""), "schema"));
    }

    [Fact]
    public void Deepest_value_that_is_made_can_be_written()
    {
        var schema = """{"const":1}""";
        for (var level = 0; level < 20; level++)
        {
            schema = $$"""{"type":"array","minItems":1,"items":{{schema}}}""";
        }

        MockSchema.Minimal(JsonElement.Parse(schema), "schema").ShouldBe(new string('[', 20) + "1" + new string(']', 20));
    }
}
