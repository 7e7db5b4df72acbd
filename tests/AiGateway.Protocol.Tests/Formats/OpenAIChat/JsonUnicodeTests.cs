using System.Text;
using AiGateway.Protocol.Formats.OpenAIChat;

namespace AiGateway.Protocol.Tests.Formats.OpenAIChat;

public class JsonUnicodeTests
{
    [Theory]
    [InlineData("""{"a":"plain é 🌍 \n \" \\ \u00e9"}""", true)]
    [InlineData("""{"a":"\ud83c\udf0d"}""", true)]
    [InlineData("""{"a":"\uD83C\uDF0D\uD83C\uDF0D"}""", true)]
    [InlineData("""{"a":"\\ud83c"}""", true)]
    [InlineData("""{"a":"\\\ud83c"}""", false)]
    [InlineData("""{"a":"\ud83c"}""", false)]
    [InlineData("""{"a":"\ud83c x \udf0d"}""", false)]
    [InlineData("""{"a":"\udf0d\ud83c"}""", false)]
    [InlineData("""{"a":"\ud83c\n"}""", false)]
    [InlineData("""{"a":"\udabc\\udf0d"}""", false)]
    [InlineData("""{"\udc00":1}""", false)]
    public void Halves_of_characters_are_found(string json, bool valid) => JsonUnicode.IsValid(Encoding.UTF8.GetBytes(json)).ShouldBe(valid);

    [Fact]
    public void Bytes_that_are_not_UTF8_are_found() => JsonUnicode.IsValid([(byte)'"', 0xC3, (byte)'"']).ShouldBeFalse();
}
