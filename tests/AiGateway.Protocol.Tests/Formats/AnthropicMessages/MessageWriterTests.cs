using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Tests.Formats.AnthropicMessages;

public class MessageWriterTests
{
    [Fact]
    public void All_results_of_a_turn_come_first_in_one_user_message()
    {
        var body = Anthropic.Ask(
            Anthropic.User("Look."),
            Anthropic.Assistant(new ChatPart.ToolCall("a", "look", "{}"), new ChatPart.ToolCall("b", "look", "{}")),
            Anthropic.Result("a", "tree"),
            Anthropic.User("hurry"),
            Anthropic.Result("b", "bush") with { IsError = true }).Write().Body;
        body.GetProperty("messages")[2].GetRawText().ShouldBe(
            """{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"tree"},{"type":"tool_result","tool_use_id":"b","content":"bush","is_error":true},{"type":"text","text":"hurry"}]}""");
        body.GetProperty("messages").GetArrayLength().ShouldBe(3);
    }

    [Theory]
    [InlineData("", "{}", false)]
    [InlineData("null", "{}", false)]
    [InlineData("{ \"a\": 1.50 }", """{ "a": 1.50 }""", false)]
    [InlineData("{\"a\": \"cut of", "{}", true)]
    [InlineData("[1]", "{}", true)]
    public void Arguments_become_an_object(string arguments, string input, bool isReported)
    {
        var (body, dropped, _) = Anthropic.Ask(Anthropic.Assistant(new ChatPart.ToolCall("a", "f", arguments)), Anthropic.Result("a", "x")).Write();
        body.GetProperty("messages")[0].GetProperty("content")[0].Raw("input").ShouldBe(input);
        dropped.ShouldBe(isReported ? ["messages.tool_calls.function.arguments"] : []);
    }

    [Theory]
    [InlineData("call_abc-1")]
    [InlineData("call:1/2")]
    [InlineData("")]
    public void A_call_and_its_result_share_an_id_that_the_api_takes(string id)
    {
        var body = Anthropic.Ask(Anthropic.Assistant(new ChatPart.ToolCall(id, "f", "{}")), Anthropic.Result(id, "x")).Write().Body;
        var call = body.GetProperty("messages")[0].GetProperty("content")[0].GetProperty("id").GetString()!;
        var result = body.GetProperty("messages")[1].GetProperty("content")[0].GetProperty("tool_use_id").GetString();
        result.ShouldBe(call);
        call.ShouldMatch("^[a-zA-Z0-9_-]+$");
        (call == id).ShouldBe(id == "call_abc-1");
    }

    [Fact]
    public void Different_odd_ids_stay_different()
    {
        var body = Anthropic.Ask(Anthropic.Assistant(new ChatPart.ToolCall("a.b", "f", "{}"), new ChatPart.ToolCall("a:b", "f", "{}"))).Write().Body;
        var content = body.GetProperty("messages")[0].GetProperty("content");
        content[0].GetProperty("id").GetString().ShouldNotBe(content[1].GetProperty("id").GetString());
    }

    [Fact]
    public void System_and_developer_texts_go_to_the_top_in_order()
    {
        var body = Anthropic.Ask(
            Anthropic.System("one"),
            Anthropic.User("Hi"),
            Anthropic.System("two") with { Role = ChatRole.Developer }).Write().Body;
        body.Raw("system").ShouldBe("""[{"type":"text","text":"one"},{"type":"text","text":"two"}]""");
        body.GetProperty("messages").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public void Instructions_alone_are_said_by_the_user()
    {
        var body = Anthropic.Ask(Anthropic.System("Tell a joke.")).Write().Body;
        body.Raw("system").ShouldBeNull();
        body.Raw("messages").ShouldBe("""[{"role":"user","content":[{"type":"text","text":"Tell a joke."}]}]""");
    }

    [Fact]
    public void Audio_is_refused()
    {
        var error = Should.Throw<WireFormatException>(() => Anthropic.Ask(Anthropic.User(new ChatPart.Text("x"), new ChatPart.Audio("UklG", "wav"))).Write()).Error;
        error.Status.ShouldBe(400);
        error.Param.ShouldBe("messages[0].content[1].input_audio");
    }

    [Theory]
    [InlineData("data:image/svg+xml;base64,PHN2Zz4=")]
    [InlineData("gs://bucket/cat.png")]
    public void Images_it_cannot_take_are_refused(string url) =>
        Should.Throw<WireFormatException>(() => Anthropic.Ask(Anthropic.User(new ChatPart.Image(MediaSource.FromUrl(url)!))).Write())
            .Error.Param.ShouldBe("messages[0].content[0].image_url");

    [Fact]
    public void Image_jpg_is_jpeg_and_detail_is_reported()
    {
        var (body, dropped, _) = Anthropic.Ask(Anthropic.User(new ChatPart.Image(new MediaSource.Inline("image/jpg", "/9j/")) { Detail = "high" })).Write();
        body.GetProperty("messages")[0].GetProperty("content")[0].Raw("source").ShouldBe("""{"type":"base64","media_type":"image/jpeg","data":"/9j/"}""");
        dropped.ShouldBe(["messages.content.image_url.detail"]);
    }

    [Theory]
    [InlineData("text/csv", "YSxi", """{"type":"text","media_type":"text/plain","data":"a,b"}""")]
    [InlineData("application/json", "e30=", """{"type":"text","media_type":"text/plain","data":"{}"}""")]
    [InlineData("application/pdf", "JVBERi0=", """{"type":"base64","media_type":"application/pdf","data":"JVBERi0="}""")]
    public void Files(string mediaType, string data, string source)
    {
        var body = Anthropic.Ask(Anthropic.User(new ChatPart.File(new MediaSource.Inline(mediaType, data)) { Name = "f" })).Write().Body;
        var block = body.GetProperty("messages")[0].GetProperty("content")[0];
        block.Raw("source").ShouldBe(source);
        block.GetProperty("title").GetString().ShouldBe("f");
    }

    [Theory]
    [InlineData("application/zip", "UEs=")]
    [InlineData("text/plain", "not base64!")]
    public void Files_it_cannot_take_are_refused(string mediaType, string data) =>
        Should.Throw<WireFormatException>(() => Anthropic.Ask(Anthropic.User(new ChatPart.File(new MediaSource.Inline(mediaType, data)))).Write())
            .Error.Param.ShouldBe("messages[0].content[0].file");

    [Fact]
    public void A_refusal_of_an_earlier_turn_is_what_the_assistant_said()
    {
        var body = Anthropic.Ask(Anthropic.User("Do it."), Anthropic.Assistant(new ChatPart.Refusal("No.")), Anthropic.User("Why?")).Write().Body;
        body.GetProperty("messages")[1].GetRawText().ShouldBe("""{"role":"assistant","content":[{"type":"text","text":"No."}]}""");
    }

    [Fact]
    public void Only_the_very_last_assistant_text_loses_its_trailing_space()
    {
        var body = Anthropic.Ask(Anthropic.User("a"), Anthropic.Assistant(new ChatPart.Text("x \n")), Anthropic.User("b"), Anthropic.Assistant(new ChatPart.Text("y \n"), new ChatPart.Text(" "))).Write().Body;
        body.GetProperty("messages")[1].GetProperty("content")[0].GetProperty("text").GetString().ShouldBe("x \n");
        body.GetProperty("messages")[3].GetProperty("content")[0].GetProperty("text").GetString().ShouldBe("y");
    }
}
