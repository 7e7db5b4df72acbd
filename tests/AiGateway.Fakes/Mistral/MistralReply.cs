using System.Text.Json.Nodes;
using AiGateway.Fakes.Answers;
using AiGateway.Fakes.Honest;
using AiGateway.Fakes.Serving;

namespace AiGateway.Fakes.Mistral;

/// <summary>Writes an answer as a completion or as its chunks, with Mistral's differences from OpenAI.</summary>
internal sealed class MistralReply
{
    private const long Created = 1_767_225_600;

    private readonly SettledAnswer _settled;
    private readonly ProviderState _state;
    private readonly string _id;

    private MistralReply(SettledAnswer settled, ProviderState state) => (_settled, _state, _id) = (settled, state, state.NextId("fake", 28));

    public static Rendering Render(SettledAnswer settled, ProviderState state)
    {
        var reply = new MistralReply(settled, state);
        var failure = MistralErrors.ForStatus(500, null, null);
        return settled.Call.Streamed
            ? new Rendering(
                "text/event-stream; charset=utf-8",
                true,
                [.. reply.Chunks(), "data: [DONE]\n\n"],
                $"data: {failure}\n\n",
                "data: {\"id\":\"broken\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\n\n",
                [": keep-alive\n\n"])
            : new Rendering("application/json", false, [reply.Whole()], failure, "", []);
    }

    private string Whole()
    {
        var choices = new JsonArray();
        for (var index = 0; index < _settled.Call.Choices; index++)
        {
            var calls = Calls(indexed: true);
            choices.Add(new JsonObject
            {
                ["index"] = index,
                ["finish_reason"] = Finish,
                ["message"] = new JsonObject { ["role"] = "assistant", ["tool_calls"] = calls.Count > 0 ? calls : null, ["content"] = Content() },
            });
        }

        var reply = new JsonObject { ["id"] = _id, ["created"] = Created, ["model"] = _settled.Model };
        if (Usage() is { } usage)
        {
            reply["usage"] = usage;
        }

        reply["object"] = "chat.completion";
        reply["choices"] = choices;
        return reply.ToJsonString(WireJson.Options);
    }

    private IEnumerable<string> Chunks()
    {
        for (var index = 0; index < _settled.Call.Choices; index++)
        {
            yield return Chunk(index, new JsonObject { ["role"] = "assistant", ["content"] = "" }, null);
            foreach (var part in _settled.Answer.Parts.Where(part => part is not ToolCallPart))
            {
                foreach (var piece in part.Pieces)
                {
                    yield return Chunk(index, new JsonObject { ["content"] = part is ReasoningPart ? new JsonArray(Thought(piece)) : JsonValue.Create(piece) }, null);
                }
            }

            if (_settled.Answer.Citations.Count > 0)
            {
                yield return Chunk(index, new JsonObject { ["content"] = new JsonArray(References()) }, null);
            }

            // Calls come whole, without index or type, in the very chunk that ends the choice; that chunk carries the usage too.
            var last = new JsonObject { ["content"] = "" };
            if (Calls(indexed: false) is { Count: > 0 } calls)
            {
                last["tool_calls"] = calls;
            }

            yield return Chunk(index, last, Finish);
        }
    }

    private string Chunk(int index, JsonObject delta, string? finish)
    {
        var chunk = new JsonObject
        {
            ["id"] = _id,
            ["object"] = "chat.completion.chunk",
            ["created"] = Created,
            ["model"] = _settled.Model,
            ["choices"] = new JsonArray(new JsonObject { ["index"] = index, ["delta"] = delta, ["finish_reason"] = finish }),
        };
        if (finish is not null && Usage() is { } usage)
        {
            chunk["usage"] = usage;
        }

        return $"data: {chunk.ToJsonString(WireJson.Options)}\n\n";
    }

    /// <summary>A string, or a list where there is thinking or a reference.</summary>
    private JsonNode Content()
    {
        var parts = _settled.Answer.Parts.Where(part => part is not ToolCallPart).ToList();
        if (_settled.Answer.Citations.Count == 0 && !parts.Exists(part => part is ReasoningPart))
        {
            return JsonValue.Create(string.Concat(parts.Select(part => part.Whole)));
        }

        var list = new JsonArray([.. parts.Select(part => part is ReasoningPart ? Thought(part.Whole) : Plain(part.Whole))]);
        if (_settled.Answer.Citations.Count > 0)
        {
            list.Add(References());
        }

        return list;
    }

    private static JsonObject Plain(string text) => new() { ["type"] = "text", ["text"] = text };

    private static JsonObject Thought(string text) => new() { ["type"] = "thinking", ["thinking"] = new JsonArray(Plain(text)) };

    private JsonObject References() => new()
    {
        ["type"] = "reference",
        ["reference_ids"] = new JsonArray([.. _settled.Answer.Citations.Select((_, i) => JsonValue.Create(i))]),
    };

    private JsonArray Calls(bool indexed)
    {
        var calls = new JsonArray();
        foreach (var call in _settled.Answer.Parts.OfType<ToolCallPart>())
        {
            var written = new JsonObject
            {
                ["id"] = call.Id ?? _state.NextId("", 9),
                ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = call.Whole.Length > 0 ? call.Whole : "{}" },
            };
            if (indexed)
            {
                written["index"] = calls.Count;
            }

            calls.Add(written);
        }

        return calls;
    }

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

        var counts = new JsonObject
        {
            ["prompt_tokens"] = usage.AllInput,
            ["total_tokens"] = usage.AllInput + usage.AllOutput,
            ["completion_tokens"] = usage.AllOutput,
        };
        if (usage.CacheRead > 0)
        {
            counts["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = usage.CacheRead };
        }

        return counts;
    }

    private string Finish => _settled.Answer.RawFinish ?? _settled.Finish switch
    {
        FakeFinish.Length => "length",
        FakeFinish.ToolCalls => "tool_calls",
        FakeFinish.ContentFilter => "error",
        _ => "stop",
    };
}
