using System.Text.Json;
using System.Text.Json.Nodes;
using AiGateway.Fakes.Answers;
using AiGateway.Fakes.Honest;
using AiGateway.Fakes.Serving;

namespace AiGateway.Fakes.OpenAI;

/// <summary>Writes an answer as one <c>chat.completion</c>.</summary>
internal static class OpenAIReply
{
    public const long Created = 1_767_225_600;
    public const string Fingerprint = "fp_fake000001";

    public static Rendering Render(SettledAnswer settled, JsonElement body, ProviderState state)
    {
        var choices = new JsonArray();
        for (var index = 0; index < settled.Call.Choices; index++)
        {
            choices.Add(new JsonObject
            {
                ["index"] = index,
                ["message"] = Message(settled.Answer, state),
                ["logprobs"] = body.Get("logprobs")?.GetBoolean() == true ? Logprobs(settled.Answer.Parts.OfType<TextPart>().SelectMany(part => part.Pieces)) : null,
                ["finish_reason"] = Finish(settled),
            });
        }

        var reply = new JsonObject
        {
            ["id"] = state.NextId("chatcmpl-", 24),
            ["object"] = "chat.completion",
            ["created"] = Created,
            ["model"] = settled.Model,
            ["choices"] = choices,
        };
        if (Usage(settled) is { } usage)
        {
            reply["usage"] = usage;
        }

        reply["service_tier"] = "default";
        reply["system_fingerprint"] = Fingerprint;
        return new Rendering("application/json", false, [reply.ToJsonString(WireJson.Options)], Failure, "", []);
    }

    /// <summary>The error that may come inside a 200.</summary>
    public static string Failure { get; } = OpenAIErrors.Body("The server had an error while processing your request.", "server_error", null, "server_error");

    public static string Finish(SettledAnswer settled) => settled.Answer.RawFinish ?? settled.Finish switch
    {
        FakeFinish.Length => "length",
        FakeFinish.ToolCalls => "tool_calls",
        FakeFinish.ContentFilter => "content_filter",
        _ => "stop",
    };

    public static JsonNode? Usage(SettledAnswer settled)
    {
        if (settled.Answer.RawUsage is { } raw)
        {
            return JsonNode.Parse(raw);
        }

        if (settled.Usage is not { } usage)
        {
            return null;
        }

        var prompt = new JsonObject { ["cached_tokens"] = usage.CacheRead, ["audio_tokens"] = 0 };
        if (usage.CacheWrite > 0)
        {
            prompt["cache_write_tokens"] = usage.CacheWrite;
        }

        return new JsonObject
        {
            ["prompt_tokens"] = usage.AllInput,
            ["completion_tokens"] = usage.AllOutput,
            ["total_tokens"] = usage.AllInput + usage.AllOutput,
            ["prompt_tokens_details"] = prompt,
            ["completion_tokens_details"] = new JsonObject
            {
                ["reasoning_tokens"] = usage.Reasoning,
                ["audio_tokens"] = 0,
                ["accepted_prediction_tokens"] = 0,
                ["rejected_prediction_tokens"] = 0,
            },
        };
    }

    public static JsonObject Logprobs(IEnumerable<string> tokens) => new()
    {
        ["content"] = new JsonArray([.. tokens.Select(token => new JsonObject
        {
            ["token"] = token,
            ["logprob"] = -0.25,
            ["bytes"] = new JsonArray([.. System.Text.Encoding.UTF8.GetBytes(token).Select(each => JsonValue.Create((int)each))]),
            ["top_logprobs"] = new JsonArray(),
        })]),
        ["refusal"] = null,
    };

    public static JsonArray Annotations(FakeAnswer answer) => [.. answer.Citations.Select(citation => new JsonObject
    {
        ["type"] = "url_citation",
        ["url_citation"] = new JsonObject
        {
            ["start_index"] = citation.Start,
            ["end_index"] = citation.End,
            ["url"] = citation.Url,
            ["title"] = citation.Title,
        },
    })];

    private static JsonObject Message(FakeAnswer answer, ProviderState state)
    {
        var text = answer.Parts.OfType<TextPart>().ToList();
        var refusal = answer.Parts.OfType<RefusalPart>().ToList();
        var message = new JsonObject
        {
            ["role"] = "assistant",
            ["content"] = text.Count > 0 ? string.Concat(text.Select(part => part.Whole)) : null,
            ["refusal"] = refusal.Count > 0 ? string.Concat(refusal.Select(part => part.Whole)) : null,
        };
        var calls = answer.Parts.OfType<ToolCallPart>().ToList();
        if (calls.Count > 0)
        {
            message["tool_calls"] = new JsonArray([.. calls.Select(call => new JsonObject
            {
                ["id"] = call.Id ?? state.NextId("call_", 24),
                ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = call.Whole.Length > 0 ? call.Whole : "{}" },
            })]);
        }

        message["annotations"] = Annotations(answer);
        return message;
    }
}
