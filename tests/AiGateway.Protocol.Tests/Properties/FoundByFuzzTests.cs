using System.Text;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats;
using AiGateway.Protocol.Json;
using AiGateway.Protocol.Tests.Golden;

namespace AiGateway.Protocol.Tests.Properties;

/// <summary>Faults that broken inputs once brought to light, each with the input that did.</summary>
public class FoundByFuzzTests
{
    [Theory]
    [InlineData("\"\"")]
    [InlineData("\" \"")]
    [InlineData("null")]
    public void Geminis_call_with_blank_arguments_has_none(string args)
    {
        var body = $$$"""{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{{{args}}}}}]},"finishReason":"STOP"}]}""";
        Read("Gemini", body).OfType<ChatEvent.ToolCallDelta>().Single().Arguments.ShouldBe("{}");
    }

    [Fact]
    public void Geminis_error_with_a_blank_message_says_something() =>
        TestFormats.Get("Gemini").ReadError(400, """{"error":{"message":"","details":[{"reason":"API_KEY_INVALID"}]}}"""u8).Message.ShouldNotBeNullOrWhiteSpace();

    [Fact]
    public void A_token_that_is_half_a_character_makes_its_event_malformed() => Should.Throw<JsonException>(() => Read(
        "OpenAIChat", """{"choices":[{"index":0,"message":{"content":"A"},"logprobs":{"content":[{"token":"\ud83d","logprob":-1}]},"finish_reason":"stop"}]}"""));

    [Fact]
    public void A_probability_beyond_all_numbers_is_written()
    {
        var folder = new ChatAnswerFolder();
        Read("OpenAIChat", """{"choices":[{"index":0,"message":{"content":"A"},"logprobs":{"content":[{"token":"A","logprob":1e400}]},"finish_reason":"stop"}]}""").ForEach(folder.Add);
        var context = new AnswerWriteContext { IdSeed = "seed", Created = 1, Model = "m" };

        Encoding.UTF8.GetString(JsonText.Write(writer => TestFormats.Get("Gemini").WriteAnswer(folder.Build(), writer, context))).ShouldContain("\"logProbability\":0");
    }

    private static List<ChatEvent> Read(string format, string body)
    {
        var events = new List<ChatEvent>();
        TestFormats.Get(format).ReadAnswer(JsonElement.Parse(body), new AnswerReadContext { IdSeed = "seed" }, events);
        return events;
    }
}
