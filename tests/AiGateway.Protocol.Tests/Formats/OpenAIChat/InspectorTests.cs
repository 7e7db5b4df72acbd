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
        OpenAIChatFrameKinds.Finish | OpenAIChatFrameKinds.FinishPolicy | OpenAIChatFrameKinds.Done | OpenAIChatFrameKinds.Error | OpenAIChatFrameKinds.Usage | OpenAIChatFrameKinds.Malformed;

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
    [InlineData("""{"choices":[{"delta":{},"finish_reason":"content_filter"}]}""", OpenAIChatFrameKinds.Finish | OpenAIChatFrameKinds.FinishPolicy)]
    [InlineData("""{"choices":[{"finish_reason":"content_filter","index":0}],"usage":{"prompt_tokens":1}}""", OpenAIChatFrameKinds.Finish | OpenAIChatFrameKinds.FinishPolicy | OpenAIChatFrameKinds.Usage)]
    [InlineData("""{"choices":[{"delta":{"content":"content_filter"},"finish_reason":{"a":"content_filter"}}]}""", OpenAIChatFrameKinds.Content)]
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
        OpenAIChatInspector.Inspect(bytes).Kinds.ShouldBe(kinds);
        (OpenAIChatInspector.InspectFast(bytes).Kinds & AfterCommit).ShouldBe(kinds & AfterCommit);
    }

    [Theory]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":"a"}}]}""", 1UL, 0UL)]
    [InlineData("""{"choices":[{"index":2,"delta":{"content":"a"},"finish_reason":null}]}""", 4UL, 0UL)]
    [InlineData("""{"choices":[{"delta":{"content":"a"},"finish_reason":"stop","index":3}]}""", 8UL, 8UL)]
    [InlineData("""{"choices":[{"index":1,"delta":{},"finish_reason":"length"}]}""", 0UL, 2UL)]
    [InlineData("""{"choices":[{"delta":{"content":"a"}},{"delta":{},"finish_reason":"stop"}]}""", 1UL, 2UL)]
    [InlineData("""{"choices":[{"index":0,"delta":{"role":"assistant"}},{"index":5,"delta":{"refusal":"a"}},7,{"index":"x","delta":{"content":"b"}}]}""", 40UL, 0UL)]
    [InlineData("""{"choices":[{"index":63,"delta":{"content":"a"}}]}""", 1UL << 63, 0UL)]
    [InlineData("""{"choices":[{"index":64,"finish_reason":"stop"}]}""", 0UL, 1UL << 63)]
    [InlineData("""{"choices":[{"index":9223372036854775807,"finish_reason":"stop"}]}""", 0UL, 1UL << 63)]
    [InlineData("""{"choices":[{"index":-1,"finish_reason":"stop"}]}""", 0UL, 1UL)]
    [InlineData("""{"choices":[{"index":1,"finish_reason":"error"}]}""", 0UL, 0UL)]
    [InlineData("""{"choices":[],"usage":{"prompt_tokens":1}}""", 0UL, 0UL)]
    [InlineData("[DONE]", 0UL, 0UL)]
    [InlineData("{", 0UL, 0UL)]
    public void A_frame_tells_which_choices_it_is_for(string data, ulong content, ulong finished)
    {
        var bytes = Encoding.UTF8.GetBytes(data);
        var exact = OpenAIChatInspector.Inspect(bytes);
        (exact.ContentChoices, exact.FinishedChoices).ShouldBe((content, finished));
        OpenAIChatInspector.InspectFast(bytes).FinishedChoices.ShouldBe(finished);
    }

    [Fact]
    public void A_whole_answer_is_read_as_one_frame()
    {
        var refused = OpenAIChatInspector.Inspect("""{"id":"x","choices":[{"index":0,"message":{"role":"assistant","content":null},"finish_reason":"content_filter"}]}"""u8);
        refused.Kinds.ShouldBe(OpenAIChatFrameKinds.Finish | OpenAIChatFrameKinds.FinishPolicy);
        var answer = OpenAIChatInspector.Inspect("""{"choices":[{"index":0,"message":{"content":"a"},"finish_reason":"stop"},{"index":1,"finish_reason":"content_filter"}]}"""u8);
        answer.ShouldBe(new OpenAIChatFrame(OpenAIChatFrameKinds.Content | OpenAIChatFrameKinds.Finish | OpenAIChatFrameKinds.FinishPolicy, 1, 3));
    }

    [Fact]
    public void The_fast_inspection_takes_braces_for_good()
    {
        var cut = "{\"choices\":[{\"delta\":{\"content\":\"a\"}}"u8;
        OpenAIChatInspector.Inspect(cut).Kinds.ShouldBe(OpenAIChatFrameKinds.Malformed);
        OpenAIChatInspector.InspectFast(cut).Kinds.ShouldBe(OpenAIChatFrameKinds.Other);
    }

    [Fact]
    public void An_error_event_is_an_error_whatever_it_says()
    {
        OpenAIChatInspector.Inspect("{\"message\":\"x\"}"u8, "error"u8).Kinds.ShouldBe(OpenAIChatFrameKinds.Error);
        OpenAIChatInspector.InspectFast("{\"message\":\"x\"}"u8, "error"u8).Kinds.ShouldBe(OpenAIChatFrameKinds.Error);
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
            if (frame.IsBare)
            {
                // What is no event is not inspected after the commit, where braces count as good.
                continue;
            }

            var exact = OpenAIChatInspector.Inspect(frame.Data.Span, frame.Event.Span);
            (OpenAIChatInspector.InspectFast(frame.Data.Span, frame.Event.Span).Kinds & AfterCommit).ShouldBe(exact.Kinds & AfterCommit);
            var events = new List<ChatEvent>();
            try
            {
                reader.Read(frame, events);
            }
            catch (System.Text.Json.JsonException)
            {
                // A half surrogate is beyond what the inspector looks at.
                (exact.Has(OpenAIChatFrameKinds.Malformed) || Encoding.UTF8.GetString(frame.Data.Span).Contains("\\ud83d", StringComparison.Ordinal)).ShouldBeTrue();
                continue;
            }

            exact.Has(OpenAIChatFrameKinds.Error).ShouldBe(events.OfType<ChatEvent.Failed>().Any());
            exact.Has(OpenAIChatFrameKinds.Done).ShouldBe(reader.IsTerminated);
            if (!finished)
            {
                exact.Has(OpenAIChatFrameKinds.Finish).ShouldBe(events.OfType<ChatEvent.Finished>().Any());
                exact.Has(OpenAIChatFrameKinds.FinishPolicy).ShouldBe(events.OfType<ChatEvent.Finished>().Any(static e => e.Reason == FinishReason.ContentFilter));
                exact.FinishedChoices.ShouldBe(events.OfType<ChatEvent.Finished>().Aggregate(0UL, static (mask, e) => mask | (1UL << e.Choice)));

                // A call is content for the inspector as soon as its id is there, for the reader when its name is.
                if (name != "tool-name-late" && !exact.Has(OpenAIChatFrameKinds.Error))
                {
                    // With the finish the reader gives the {} of a call without arguments, which is not in the frame.
                    var isEnd = exact.Has(OpenAIChatFrameKinds.Finish);
                    var content = events.Exists(e => (e.IsContent && !(isEnd && e is ChatEvent.ToolCallDelta { Arguments: "{}" })) || e is ChatEvent.ReasoningSignature);
                    exact.Has(OpenAIChatFrameKinds.Content).ShouldBe(content, Encoding.UTF8.GetString(frame.Data.Span));
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
            if (!OpenAIChatInspector.Inspect(frame.Data.Span).Has(OpenAIChatFrameKinds.Malformed))
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
