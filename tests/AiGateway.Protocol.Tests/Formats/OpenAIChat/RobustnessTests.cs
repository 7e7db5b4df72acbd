using System.Text;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats.OpenAIChat;
using AiGateway.Protocol.Json;
using AiGateway.Protocol.Tests.Golden;

namespace AiGateway.Protocol.Tests.Formats.OpenAIChat;

/// <summary>Requests and errors spoilt at random, with fixed seeds.</summary>
public class RobustnessTests : OpenAIChatTestBase
{
    private static readonly string[] Values =
        ["null", "1", "-1", "1e99", "0.5", "\"s\"", "\"\"", "true", "[]", "{}", "[[]]", "[null]", "\"\\ud800\"", "{\"a\":1}", "\"none\"", "\"user\"", "\"tool\""];

    [Theory]
    [MemberData(nameof(Dialects))]
    public void A_spoilt_request_is_refused_in_words_or_written_as_sound_JSON(string dialect)
    {
        var random = new Random(11);
        var written = 0;
        foreach (var golden in GoldenCase.All("request").Where(static golden => golden.Format == "OpenAIChat"))
        {
            var seed = File.ReadAllText(golden.Path);
            for (var i = 0; i < 40; i++)
            {
                var json = Mutate(seed, Values, random);
                json = i % 4 == 0 ? Mutate(json, Values, random) : json;
                try
                {
                    DialectsByName[dialect].NeedsRewrite(Encoding.UTF8.GetBytes(json));
                    var (body, _) = Rewrite(json, DialectsByName[dialect]);

                    // The parser refuses duplicate names.
                    JsonDocument.Parse(body.GetRawText(), JsonText.ParseOptions).Dispose();
                    written++;
                }
                catch (WireFormatException exception)
                {
                    exception.Error.Status.ShouldBe(400);
                    exception.Error.Message.ShouldNotBeNullOrWhiteSpace();
                }
            }
        }

        written.ShouldBeGreaterThan(100);
    }

    /// <summary>What another gateway gets is what it would have got had it been asked for it: writing is stable.</summary>
    [Fact]
    public void Rewriting_twice_changes_nothing_more()
    {
        foreach (var golden in GoldenCase.All("request").Where(static golden => golden.Format == "OpenAIChat" && !golden.Name.StartsWith("refused-", StringComparison.Ordinal)))
        {
            var once = Rewrite(File.ReadAllText(golden.Path), OpenAIChatDialects.Gateway, "some-model");
            var twice = Rewrite(once.Body.GetRawText(), OpenAIChatDialects.Gateway, "some-model");
            JsonElement.DeepEquals(twice.Body, once.Body).ShouldBeTrue($"{golden.Name}: {twice.Body.GetRawText()}");
            once.Dropped.ShouldBeEmpty(golden.Name);
        }
    }

    [Fact]
    public void An_error_cut_short_anywhere_is_still_an_error()
    {
        var format = new OpenAIChatFormat();
        foreach (var golden in GoldenCase.All("error").Where(static golden => golden.Format == "OpenAIChat"))
        {
            var text = File.ReadAllText(golden.Path);
            var body = Encoding.UTF8.GetBytes(text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..]);
            for (var length = 0; length < body.Length; length++)
            {
                var error = format.ReadError(400, body.AsSpan(0, length));
                error.Status.ShouldBeInRange(400, 599);
                error.Message.ShouldNotBeNullOrWhiteSpace();
                error.Message.ShouldNotContain('<', $"{golden.Name} cut at {length}");
            }
        }
    }

    [Theory]
    [InlineData("Incorrect API key provided: sk-proj-AbCdEf123456. Bye", "Incorrect API key provided: sk-*** Bye")]
    [InlineData("Invalid key gsk_AbCd1234 for org-XyZ98765 now", "Invalid key gsk_*** for org-*** now")]
    [InlineData("Use Bearer abcdef12345 instead of xai-abcdef", "Use Bearer *** instead of xai-***")]
    [InlineData("The risk-free re-organised task is fine", "The risk-free re-organised task is fine")]
    public void Keys_and_account_names_are_taken_out_of_messages(string message, string told)
    {
        var body = JsonText.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("error");
            writer.WriteString("message", message);
            writer.WriteEndObject();
            writer.WriteEndObject();
        });
        new OpenAIChatFormat().ReadError(400, body).Message.ShouldBe(told);
    }
}
