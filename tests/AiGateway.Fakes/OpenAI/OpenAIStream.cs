using System.Text.Json;
using System.Text.Json.Nodes;
using AiGateway.Fakes.Answers;
using AiGateway.Fakes.Honest;
using AiGateway.Fakes.Serving;

namespace AiGateway.Fakes.OpenAI;

/// <summary>Writes an answer as a stream of <c>chat.completion.chunk</c>s.</summary>
internal sealed class OpenAIStream
{
    private readonly List<string> _events = [];
    private readonly SettledAnswer _settled;
    private readonly ProviderState _state;
    private readonly string _id;
    private readonly bool _usageWanted;
    private readonly bool _logprobs;
    private readonly bool _obfuscated;

    private OpenAIStream(SettledAnswer settled, JsonElement body, ProviderState state)
    {
        (_settled, _state, _id) = (settled, state, state.NextId("chatcmpl-", 24));
        var options = body.Get("stream_options");
        _usageWanted = options?.Get("include_usage")?.GetBoolean() == true;
        _obfuscated = options?.Get("include_obfuscation")?.GetBoolean() != false;
        _logprobs = body.Get("logprobs")?.GetBoolean() == true;
    }

    public static Rendering Render(SettledAnswer settled, JsonElement body, ProviderState state)
    {
        var stream = new OpenAIStream(settled, body, state);
        stream.Write();
        return new Rendering(
            "text/event-stream; charset=utf-8",
            true,
            stream._events,
            $"data: {OpenAIReply.Failure}\n\n",
            "data: {\"id\":\"chatcmpl-broken\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\n\n",
            [": keep-alive\n\n", "event: unknown.thing\ndata: {\"id\":\"chatcmpl-noise\",\"object\":\"chat.completion.chunk\",\"created\":0,\"model\":\"\",\"choices\":[]}\n\n"]);
    }

    private void Write()
    {
        for (var index = 0; index < _settled.Call.Choices; index++)
        {
            WriteChoice(index);
        }

        if (_usageWanted && OpenAIReply.Usage(_settled) is { } usage)
        {
            Send(new JsonArray(), usage);
        }

        _events.Add("data: [DONE]\n\n");
    }

    private void WriteChoice(int index)
    {
        var parts = _settled.Answer.Parts.Where(part => part is not ReasoningPart).ToList();
        var startsWithCall = parts.FirstOrDefault() is ToolCallPart;
        Delta(index, new JsonObject { ["role"] = "assistant", ["content"] = startsWithCall ? null : "", ["refusal"] = null });
        var calls = 0;
        foreach (var part in parts)
        {
            switch (part)
            {
                case ToolCallPart call:
                    WriteCall(index, calls++, call);
                    break;
                case RefusalPart:
                    foreach (var piece in part.Pieces)
                    {
                        Delta(index, new JsonObject { ["refusal"] = piece });
                    }

                    break;
                default:
                    foreach (var piece in part.Pieces)
                    {
                        Delta(index, new JsonObject { ["content"] = piece }, piece);
                    }

                    break;
            }
        }

        if (_settled.Answer.Citations.Count > 0)
        {
            Delta(index, new JsonObject { ["annotations"] = OpenAIReply.Annotations(_settled.Answer) });
        }

        Delta(index, [], null, OpenAIReply.Finish(_settled));
    }

    private void WriteCall(int choice, int number, ToolCallPart call)
    {
        Delta(choice, Calls(new JsonObject
        {
            ["index"] = number,
            ["id"] = call.Id ?? _state.NextId("call_", 24),
            ["type"] = "function",
            ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = "" },
        }));
        IReadOnlyList<string> pieces = call.Whole.Length > 0 ? call.Pieces : ["{}"];
        foreach (var piece in pieces)
        {
            Delta(choice, Calls(new JsonObject { ["index"] = number, ["function"] = new JsonObject { ["arguments"] = piece } }));
        }
    }

    private static JsonObject Calls(JsonObject call) => new() { ["tool_calls"] = new JsonArray(call) };

    private void Delta(int index, JsonObject delta, string? token = null, string? finish = null) => Send(
        new JsonArray(new JsonObject
        {
            ["index"] = index,
            ["delta"] = delta,
            ["logprobs"] = _logprobs && token is not null ? OpenAIReply.Logprobs([token]) : null,
            ["finish_reason"] = finish,
        }),
        null);

    private void Send(JsonArray choices, JsonNode? usage)
    {
        var chunk = new JsonObject
        {
            ["id"] = _id,
            ["object"] = "chat.completion.chunk",
            ["created"] = OpenAIReply.Created,
            ["model"] = _settled.Model,
            ["service_tier"] = "default",
            ["system_fingerprint"] = OpenAIReply.Fingerprint,
            ["choices"] = choices,
        };
        if (_usageWanted)
        {
            chunk["usage"] = usage;
        }

        if (_obfuscated)
        {
            chunk["obfuscation"] = new string('o', 4 + (_events.Count % 8));
        }

        _events.Add($"data: {chunk.ToJsonString(WireJson.Options)}\n\n");
    }
}
