using System.Text.Json;

namespace AiGateway.Clients.Gateway.Presets;

/// <summary>What OpenAI's own answers always look like, so that clients rely on it.</summary>
internal static class StrictShape
{
    private static readonly string[] Finishes = ["stop", "length", "tool_calls", "content_filter"];

    /// <summary>A whole answer.</summary>
    public static void OfAnswer(JsonElement answer)
    {
        Head(answer, "chat.completion");
        foreach (var choice in answer.GetProperty("choices").EnumerateArray())
        {
            choice.GetProperty("index").GetInt32().ShouldBeGreaterThanOrEqualTo(0);
            choice.TryGetProperty("logprobs", out _).ShouldBeTrue();
            Finishes.ShouldContain(choice.GetProperty("finish_reason").GetString());
            var message = choice.GetProperty("message");
            message.GetProperty("role").GetString().ShouldBe("assistant");
            message.GetProperty("content").ValueKind.ShouldBeOneOf(JsonValueKind.String, JsonValueKind.Null);
            message.GetProperty("refusal").ValueKind.ShouldBeOneOf(JsonValueKind.String, JsonValueKind.Null);
            if (message.TryGetProperty("tool_calls", out var calls))
            {
                calls.GetArrayLength().ShouldBeGreaterThan(0, "an empty list has clients wait for calls");
                foreach (var call in calls.EnumerateArray())
                {
                    Call(call);
                }
            }
        }

        Usage(answer.GetProperty("usage"));
    }

    /// <summary>The chunks of a stream with usage.</summary>
    public static void OfStream(IReadOnlyList<JsonElement> chunks)
    {
        foreach (var chunk in chunks)
        {
            Head(chunk, "chat.completion.chunk");
        }

        foreach (var name in (string[])["id", "created", "model"])
        {
            chunks.Select(chunk => chunk.GetProperty(name).ToString()).Distinct().Count().ShouldBe(1, name);
        }

        var last = chunks[^1];
        last.GetProperty("choices").GetArrayLength().ShouldBe(0);
        Usage(last.GetProperty("usage"));
        var others = chunks.SkipLast(1).ToList();
        others.ShouldAllBe(chunk => chunk.GetProperty("usage").ValueKind == JsonValueKind.Null);
        var choices = others.Select(chunk => chunk.GetProperty("choices").EnumerateArray().ShouldHaveSingleItem()).ToList();
        choices[0].GetProperty("delta").GetProperty("role").GetString().ShouldBe("assistant");
        choices.ShouldAllBe(choice => choice.GetProperty("index").GetInt32() == 0);
        choices.Count(choice => choice.GetProperty("finish_reason").ValueKind == JsonValueKind.String).ShouldBe(1);
        Finishes.ShouldContain(choices[^1].GetProperty("finish_reason").GetString());
        Calls(choices);
    }

    /// <summary>A call's first piece has its id, type and name; indexes count from 0.</summary>
    private static void Calls(IEnumerable<JsonElement> choices)
    {
        var known = 0;
        foreach (var choice in choices)
        {
            if (!choice.GetProperty("delta").TryGetProperty("tool_calls", out var calls))
            {
                continue;
            }

            calls.GetArrayLength().ShouldBeGreaterThan(0);
            foreach (var call in calls.EnumerateArray())
            {
                var index = call.GetProperty("index").GetInt32();
                index.ShouldBeLessThanOrEqualTo(known);
                if (index == known)
                {
                    known++;
                    Call(call);
                }
            }
        }
    }

    private static void Call(JsonElement call)
    {
        call.GetProperty("id").GetString().ShouldNotBeNullOrEmpty();
        call.GetProperty("type").GetString().ShouldBe("function");
        call.GetProperty("function").GetProperty("name").GetString().ShouldNotBeNullOrEmpty();
        call.GetProperty("function").GetProperty("arguments").ValueKind.ShouldBe(JsonValueKind.String);
    }

    private static void Head(JsonElement answer, string kind)
    {
        answer.GetProperty("id").GetString().ShouldNotBeNullOrEmpty();
        answer.GetProperty("object").GetString().ShouldBe(kind);
        answer.GetProperty("created").GetInt64().ShouldBeGreaterThan(0);
        answer.GetProperty("model").GetString().ShouldNotBeNullOrEmpty();
    }

    private static void Usage(JsonElement usage) =>
        usage.GetProperty("total_tokens").GetInt32().ShouldBe(usage.GetProperty("prompt_tokens").GetInt32() + usage.GetProperty("completion_tokens").GetInt32());
}
