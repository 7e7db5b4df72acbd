using System.Text;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats;
using AiGateway.Protocol.Formats.OpenAIChat;
using AiGateway.Protocol.Sse;
using AiGateway.Protocol.Tests.Golden;

namespace AiGateway.Protocol.Tests.Formats.OpenAIChat;

public class InspectorTests : OpenAIChatTestBase
{
    private const OpenAIChatFrameKinds AfterCommit =
        OpenAIChatFrameKinds.Finish | OpenAIChatFrameKinds.Done | OpenAIChatFrameKinds.Error | OpenAIChatFrameKinds.Usage | OpenAIChatFrameKinds.Malformed;

    public static TheoryData<string> Streams =>
        new(GoldenCase.All("stream").Where(static golden => golden.Format == "OpenAIChat").Select(static golden => golden.Name));

    [Theory]
    [InlineData("[DONE]", OpenAIChatFrameKinds.Done)]
    [InlineData("", OpenAIChatFrameKinds.Other)]
    [InlineData("""{"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"usage":null}""", OpenAIChatFrameKinds.Other)]
    [InlineData("""{"choices":[{"index":0,"delta":{"role":"assistant","content":null,"tool_calls":[]}}]}""", OpenAIChatFrameKinds.Other)]
    [InlineData("""{"id":"","choices":[],"prompt_filter_results":[{"error":1}]}""", OpenAIChatFrameKinds.Other)]
    [InlineData("""{"choices":[{"delta":{"content":"a"}}]}""", OpenAIChatFrameKinds.Content)]
    [InlineData("""{"choices":[{"delta":{"content":[{"type":"text","text":"a"}]}}]}""", OpenAIChatFrameKinds.Content)]
    [InlineData("""{"choices":[{"delta":{"reasoning_content":"a","content":null}}]}""", OpenAIChatFrameKinds.Content)]
    [InlineData("""{"choices":[{"delta":{"reasoning":"a"}}]}""", OpenAIChatFrameKinds.Content)]
    [InlineData("""{"choices":[{"delta":{"refusal":"no"}}]}""", OpenAIChatFrameKinds.Content)]
    [InlineData("""{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"c","function":{"name":"f"}}]}}]}""", OpenAIChatFrameKinds.Content)]
    [InlineData("""{"choices":[{"delta":{"function_call":{"name":"f"}}}]}""", OpenAIChatFrameKinds.Content)]
    [InlineData("""{"choices":[{"delta":{"audio":{"id":"a"}}}]}""", OpenAIChatFrameKinds.Other)]
    [InlineData("""{"choices":[{"delta":{"audio":{"data":"AA=="}}}]}""", OpenAIChatFrameKinds.Content)]
    [InlineData("""{"choices":[{"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":1}}""", OpenAIChatFrameKinds.Finish | OpenAIChatFrameKinds.Usage)]
    [InlineData("""{"choices":[{"delta":{},"finish_reason":"stop","usage":{"prompt_tokens":1}}]}""", OpenAIChatFrameKinds.Finish | OpenAIChatFrameKinds.Usage)]
    [InlineData("""{"choices":[{"delta":{}, "finish_reason": "error"}]}""", OpenAIChatFrameKinds.Error)]
    [InlineData("""{"choices":[],"usage":{"prompt_tokens":1}}""", OpenAIChatFrameKinds.Usage)]
    [InlineData("""{"choices":[],"x_groq":{"id":"r","usage":{"prompt_tokens":1}}}""", OpenAIChatFrameKinds.Usage)]
    [InlineData("""{"choices":[],"x_groq":{"id":"r","error":"over"}}""", OpenAIChatFrameKinds.Error)]
    [InlineData("""{"error":{"message":"x"}}""", OpenAIChatFrameKinds.Error)]
    [InlineData("""{"error":"x","code":"y"}""", OpenAIChatFrameKinds.Error)]
    [InlineData("""{"error":null,"choices":[{"delta":{"content":"a"}}]}""", OpenAIChatFrameKinds.Content)]
    [InlineData("""{"object":"error","message":"x"}""", OpenAIChatFrameKinds.Error)]
    [InlineData("""{"choices":[{"delta":{"content":"\"error\":{}, \"finish_reason\":\"stop\""}}]}""", OpenAIChatFrameKinds.Content)]
    [InlineData("""{"choices":[{"delta":{"content":"error"}}]}""", OpenAIChatFrameKinds.Content)]
    [InlineData("""{"choices":[{"message":{"content":"a b"},"delta":{"content":""}}]}""", OpenAIChatFrameKinds.Other)]
    [InlineData("""{"choices":[{"message":{"content":"a"}}]}""", OpenAIChatFrameKinds.Content)]
    [InlineData("""{"choices":[{"delta":{"content":"a""", OpenAIChatFrameKinds.Malformed)]
    [InlineData("""{"choices":[]} trailing""", OpenAIChatFrameKinds.Malformed)]
    [InlineData("17", OpenAIChatFrameKinds.Malformed)]
    [InlineData("<html>", OpenAIChatFrameKinds.Malformed)]
    public void A_frame_is_read_exactly(string data, OpenAIChatFrameKinds kinds)
    {
        var bytes = Encoding.UTF8.GetBytes(data);
        OpenAIChatInspector.Inspect(bytes).ShouldBe(kinds);
        (OpenAIChatInspector.InspectFast(bytes) & AfterCommit).ShouldBe(kinds & AfterCommit);
    }

    [Fact]
    public void The_fast_inspection_takes_braces_for_good()
    {
        var cut = "{\"choices\":[{\"delta\":{\"content\":\"a\"}}"u8;
        OpenAIChatInspector.Inspect(cut).ShouldBe(OpenAIChatFrameKinds.Malformed);
        OpenAIChatInspector.InspectFast(cut).ShouldBe(OpenAIChatFrameKinds.Other);
    }

    [Fact]
    public void An_error_event_is_an_error_whatever_it_says()
    {
        OpenAIChatInspector.Inspect("{\"message\":\"x\"}"u8, "error"u8).ShouldBe(OpenAIChatFrameKinds.Error);
        OpenAIChatInspector.InspectFast("{\"message\":\"x\"}"u8, "error"u8).ShouldBe(OpenAIChatFrameKinds.Error);
    }

    /// <summary>The inspector and the reader must judge alike what commits, ends and fails.</summary>
    [Theory]
    [MemberData(nameof(Streams))]
    public void The_inspector_agrees_with_the_reader(string name)
    {
        var golden = GoldenCase.All("stream").Single(golden => golden.Format == "OpenAIChat" && golden.Name == name);
        var reader = new OpenAIChatFormat().CreateStreamReader(new AnswerReadContext { IdSeed = "seed" });
        using var frames = new SseFrameReader();
        frames.Append(File.ReadAllBytes(golden.Path));
        var finished = false;
        while (frames.TryRead(out var frame))
        {
            var exact = OpenAIChatInspector.Inspect(frame.Data.Span, frame.Event.Span);
            (OpenAIChatInspector.InspectFast(frame.Data.Span, frame.Event.Span) & AfterCommit).ShouldBe(exact & AfterCommit);
            var events = new List<ChatEvent>();
            try
            {
                reader.Read(frame, events);
            }
            catch (System.Text.Json.JsonException)
            {
                // A half surrogate is beyond what the inspector looks at.
                (exact.HasFlag(OpenAIChatFrameKinds.Malformed) || Encoding.UTF8.GetString(frame.Data.Span).Contains("\\ud83d", StringComparison.Ordinal)).ShouldBeTrue();
                continue;
            }

            exact.HasFlag(OpenAIChatFrameKinds.Error).ShouldBe(events.OfType<ChatEvent.Failed>().Any());
            exact.HasFlag(OpenAIChatFrameKinds.Done).ShouldBe(reader.IsTerminated);
            if (!finished)
            {
                exact.HasFlag(OpenAIChatFrameKinds.Finish).ShouldBe(events.OfType<ChatEvent.Finished>().Any());

                // A call is content for the inspector as soon as its id is there, for the reader when its name is.
                if (name != "tool-name-late" && !exact.HasFlag(OpenAIChatFrameKinds.Error))
                {
                    // With the finish the reader gives the {} of a call without arguments, which is not in the frame.
                    var isEnd = exact.HasFlag(OpenAIChatFrameKinds.Finish);
                    var content = events.Exists(e => (e.IsContent && !(isEnd && e is ChatEvent.ToolCallDelta { Arguments: "{}" })) || e is ChatEvent.ReasoningSignature);
                    exact.HasFlag(OpenAIChatFrameKinds.Content).ShouldBe(content, Encoding.UTF8.GetString(frame.Data.Span));
                }
            }

            finished |= events.OfType<ChatEvent.Finished>().Any();
        }
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void The_inspector_allocates_nothing_for_good_frames(string name)
    {
        var golden = GoldenCase.All("stream").Single(golden => golden.Format == "OpenAIChat" && golden.Name == name);
        var datas = new List<byte[]>();
        using var frames = new SseFrameReader();
        frames.Append(File.ReadAllBytes(golden.Path));
        while (frames.TryRead(out var frame))
        {
            if (!OpenAIChatInspector.Inspect(frame.Data.Span).HasFlag(OpenAIChatFrameKinds.Malformed))
            {
                datas.Add(frame.Data.ToArray());
            }
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var data in datas)
        {
            OpenAIChatInspector.Inspect(data);
            OpenAIChatInspector.InspectFast(data);
        }

        // The list's enumerator is on the stack; a few bytes are left for the runtime itself.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(200);
    }

    [Theory]
    [InlineData("""{"choices":[{"message":{"content":"x"}}]}""", null)]
    [InlineData("""{"choices":[{"message":{"content":"x"},"finish_reason":"error"}]}""", 502)]
    [InlineData("""{"choices":[]}""", 502)]
    [InlineData("""{"id":"x"}""", 502)]
    [InlineData("""{"error":{"code":429,"message":"slow down"}}""", 429)]
    [InlineData("""{"error":{"message":"x","type":"invalid_request_error"},"choices":[]}""", 400)]
    [InlineData("""{"choices":[{"message":""", 502)]
    [InlineData("<html></html>", 502)]
    [InlineData("""{"choices":[{"message":{"content":"\ud800"}}]}""", null)]
    [InlineData("""{"error":"\ud800"}""", 502)]
    [InlineData("", 502)]
    public void A_plain_answer_is_checked(string body, int? status) =>
        (OpenAIChatInspector.CheckAnswer(Encoding.UTF8.GetBytes(body))?.Status).ShouldBe(status);

    [Fact]
    public void A_good_answer_is_no_failure() =>
        OpenAIChatInspector.CheckAnswer("""{"error":null,"choices":[{"message":{"content":"x"}}]}"""u8).ShouldBeNull();

    [Fact]
    public void A_failure_is_read_in_OpenAIs_words()
    {
        var error = OpenAIChatInspector.ReadFailure("""{"error":{"code":502,"message":"Provider disconnected"},"choices":[]}"""u8);
        error.ShouldBe(new GatewayError(502, "server_error", "Provider disconnected"));
        OpenAIChatInspector.ReadFailure("not json"u8).Status.ShouldBe(502);
        OpenAIChatInspector.ReadFailure("{\"error\":{\"message\":\"\\ud800\"}}"u8).Status.ShouldBe(502);
    }

    [Fact]
    public void Usage_is_read_from_chunks_and_answers()
    {
        OpenAIChatInspector.ReadUsage("""{"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":7}}"""u8)
            .ShouldBe(new TokenUsage { Input = 5, Output = 7 });
        OpenAIChatInspector.ReadUsage("""{"choices":[],"usage":null}"""u8).ShouldBeNull();
        OpenAIChatInspector.ReadUsage("{"u8).ShouldBeNull();
    }
}
