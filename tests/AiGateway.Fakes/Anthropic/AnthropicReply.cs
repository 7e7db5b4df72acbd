using System.Text.Json;
using System.Text.Json.Nodes;
using AiGateway.Fakes.Answers;
using AiGateway.Fakes.Honest;
using AiGateway.Fakes.Serving;

namespace AiGateway.Fakes.Anthropic;

/// <summary>Writes an answer as a message, whole or streamed.</summary>
internal sealed class AnthropicReply
{
    private readonly SettledAnswer _settled;
    private readonly ProviderState _state;
    private readonly bool _thoughtsShown;

    private AnthropicReply(SettledAnswer settled, JsonElement body, ProviderState state) =>
        (_settled, _state, _thoughtsShown) = (settled, state, body.Get("thinking")?.Text("display") != "omitted");

    public static Rendering Render(SettledAnswer settled, JsonElement body, ProviderState state)
    {
        var reply = new AnthropicReply(settled, body, state);
        var failure = AnthropicErrors.ForStatus(529, null);
        return settled.Call.Streamed
            ? new Rendering(
                "text/event-stream; charset=utf-8",
                true,
                [.. reply.Events()],
                $"event: error\ndata: {failure}\n\n",
                "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\n\n",
                ["event: ping\ndata: {\"type\": \"ping\"}\n\n", ": comment\n\n", "event: future_event\ndata: {\"type\":\"future_event\",\"value\":1}\n\n"])
            : new Rendering("application/json", false, [reply.Whole()], failure, "", []);
    }

    private string Whole()
    {
        var message = Message();
        message["content"] = new JsonArray([.. _settled.Answer.Parts.Select(Block)]);
        message["stop_reason"] = StopReason;
        message["stop_sequence"] = _settled.StopSequence;
        if (StopReason == "refusal")
        {
            message["stop_details"] = StopDetails();
        }

        if (Usage() is { } usage)
        {
            message["usage"] = usage;
        }

        return message.ToJsonString(WireJson.Options);
    }

    private IEnumerable<string> Events()
    {
        var message = Message();
        if (Usage() is JsonObject usage)
        {
            // What was produced is not known yet when the message starts.
            usage["output_tokens"] = 1;
            message["usage"] = usage;
        }

        yield return Event("message_start", new JsonObject { ["message"] = message });
        var pinged = false;
        foreach (var (index, part) in _settled.Answer.Parts.Index())
        {
            yield return Event("content_block_start", new JsonObject { ["index"] = index, ["content_block"] = Start(part) });
            if (!pinged)
            {
                yield return Event("ping", []);
                pinged = true;
            }

            foreach (var delta in Deltas(part))
            {
                yield return Event("content_block_delta", new JsonObject { ["index"] = index, ["delta"] = delta });
            }

            yield return Event("content_block_stop", new JsonObject { ["index"] = index });
        }

        var ending = new JsonObject { ["stop_reason"] = StopReason, ["stop_sequence"] = _settled.StopSequence };
        if (StopReason == "refusal")
        {
            ending["stop_details"] = StopDetails();
        }

        var last = new JsonObject { ["delta"] = ending };
        if (FinalUsage() is { } final)
        {
            last["usage"] = final;
        }

        yield return Event("message_delta", last);
        yield return Event("message_stop", []);
    }

    private static string Event(string type, JsonObject data)
    {
        data.Insert(0, "type", type);
        return $"event: {type}\ndata: {data.ToJsonString(WireJson.Options)}\n\n";
    }

    private JsonObject Message() => new()
    {
        ["model"] = _settled.Model,
        ["id"] = _state.NextId("msg_01", 22),
        ["type"] = "message",
        ["role"] = "assistant",
        ["content"] = new JsonArray(),
        ["stop_reason"] = null,
        ["stop_sequence"] = null,
    };

    private string ToolId(ToolCallPart call) => call.Id ?? _state.NextId("toolu_01", 22);

    private JsonObject Block(AnswerPart part)
    {
        switch (part)
        {
            case ReasoningPart:
                var thought = _thoughtsShown ? part.Whole : "";
                return new JsonObject { ["type"] = "thinking", ["thinking"] = thought, ["signature"] = _state.Sign(thought) };
            case ToolCallPart call:
                return new JsonObject { ["type"] = "tool_use", ["id"] = ToolId(call), ["name"] = call.Name, ["input"] = Input(call) };
            default:
                var text = new JsonObject { ["type"] = "text", ["text"] = part.Whole };
                if (_settled.Answer.Citations.Count > 0)
                {
                    text["citations"] = new JsonArray([.. _settled.Answer.Citations.Select(citation => Citation(citation, part.Whole))]);
                }

                return text;
        }
    }

    /// <summary>The arguments as an object; those that were cut off are none.</summary>
    private static JsonObject Input(ToolCallPart call)
    {
        try
        {
            return JsonNode.Parse(call.Whole) as JsonObject ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private JsonObject Start(AnswerPart part) => part switch
    {
        ReasoningPart => new JsonObject { ["type"] = "thinking", ["thinking"] = "", ["signature"] = "" },
        ToolCallPart call => new JsonObject { ["type"] = "tool_use", ["id"] = ToolId(call), ["name"] = call.Name, ["input"] = new JsonObject() },
        _ when _settled.Answer.Citations.Count > 0 => new JsonObject { ["type"] = "text", ["text"] = "", ["citations"] = new JsonArray() },
        _ => new JsonObject { ["type"] = "text", ["text"] = "" },
    };

    private IEnumerable<JsonObject> Deltas(AnswerPart part)
    {
        switch (part)
        {
            case ReasoningPart:
                IReadOnlyList<string> thoughts = _thoughtsShown ? part.Pieces : [];
                foreach (var piece in thoughts)
                {
                    yield return new JsonObject { ["type"] = "thinking_delta", ["thinking"] = piece };
                }

                yield return new JsonObject { ["type"] = "signature_delta", ["signature"] = _state.Sign(string.Concat(thoughts)) };
                break;
            case ToolCallPart call:
                yield return new JsonObject { ["type"] = "input_json_delta", ["partial_json"] = "" };
                foreach (var piece in call.Pieces)
                {
                    yield return new JsonObject { ["type"] = "input_json_delta", ["partial_json"] = piece };
                }

                break;
            default:
                foreach (var piece in part.Pieces)
                {
                    yield return new JsonObject { ["type"] = "text_delta", ["text"] = piece };
                }

                foreach (var citation in _settled.Answer.Citations)
                {
                    yield return new JsonObject { ["type"] = "citations_delta", ["citation"] = Citation(citation, part.Whole) };
                }

                break;
        }
    }

    private static JsonObject Citation(FakeCitation citation, string text) => new()
    {
        ["type"] = "web_search_result_location",
        ["cited_text"] = text[Math.Clamp(citation.Start, 0, text.Length)..Math.Clamp(citation.End, Math.Clamp(citation.Start, 0, text.Length), text.Length)],
        ["url"] = citation.Url,
        ["title"] = citation.Title,
        ["encrypted_index"] = "ZmFrZQ==",
    };

    private string StopReason => _settled.Answer.RawFinish ?? _settled.Finish switch
    {
        FakeFinish.StopSequence => "stop_sequence",
        FakeFinish.Length => "max_tokens",
        FakeFinish.ToolCalls => "tool_use",
        FakeFinish.ContentFilter => "refusal",
        _ => _settled.Answer.Parts.Any(part => part is RefusalPart) ? "refusal" : "end_turn",
    };

    private static JsonObject StopDetails() => new() { ["type"] = "refusal", ["category"] = null, ["explanation"] = null };

    private JsonNode? Usage()
    {
        if (_settled.Answer.RawUsage is { } raw)
        {
            return JsonNode.Parse(raw);
        }

        if (_settled.Usage is not { } usage)
        {
            return null;
        }

        var written = new JsonObject
        {
            ["input_tokens"] = usage.Input,
            ["cache_creation_input_tokens"] = usage.CacheWrite,
            ["cache_read_input_tokens"] = usage.CacheRead,
            ["cache_creation"] = new JsonObject { ["ephemeral_5m_input_tokens"] = usage.CacheWrite, ["ephemeral_1h_input_tokens"] = 0 },
            ["output_tokens"] = usage.AllOutput,
            ["service_tier"] = "standard",
        };
        if (usage.Reasoning > 0)
        {
            written["output_tokens_details"] = new JsonObject { ["thinking_tokens"] = usage.Reasoning };
        }

        return written;
    }

    private JsonNode? FinalUsage()
    {
        var usage = Usage();
        if (usage is JsonObject counts && _settled.Answer.RawUsage is null)
        {
            counts.Remove("cache_creation");
            counts.Remove("service_tier");
        }

        return usage;
    }
}
