using System.Text.Json;
using System.Text.Json.Nodes;
using AiGateway.Fakes.Answers;
using AiGateway.Fakes.Honest;
using AiGateway.Fakes.Serving;

namespace AiGateway.Fakes.Gemini;

/// <summary>Writes an answer as GenerateContentResponses.</summary>
internal sealed class GeminiReply
{
    private readonly SettledAnswer _settled;
    private readonly ProviderState _state;
    private readonly GeminiModel _model;
    private readonly bool _thoughtsShown;
    private readonly string _id;

    private GeminiReply(SettledAnswer settled, JsonElement body, GeminiModel model, ProviderState state)
    {
        (_settled, _state, _model, _id) = (settled, state, model, state.NextId("fake", 18));
        _thoughtsShown = body.Get("generationConfig")?.Get("thinkingConfig")?.IsTrue("includeThoughts") == true;
    }

    public static Rendering Render(SettledAnswer settled, JsonElement body, GeminiModel model, GeminiFraming framing, ProviderState state)
    {
        var reply = new GeminiReply(settled, body, model, state);
        var failure = GeminiErrors.ForStatus(503, null);
        return framing switch
        {
            GeminiFraming.Whole => new Rendering("application/json; charset=UTF-8", false, [reply.Whole()], failure, "", []),
            GeminiFraming.Sse => new Rendering(
                "text/event-stream",
                true,
                [.. reply.Chunks().Select(chunk => $"data: {chunk}\r\n\r\n")],
                $"data: {failure}\r\n\r\n",
                "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\r\n\r\n",
                ["\r\n"]),
            _ => new Rendering(
                "application/json; charset=UTF-8",
                true,
                [.. reply.Chunks().Select((chunk, i) => (i == 0 ? "[" : ",\r\n") + chunk), "]"],
                $",\r\n{failure}]",
                ",\r\n{\"candidates\":[{\"content\":",
                ["\r\n"]),
        };
    }

    private string Whole()
    {
        var parts = Groups().SelectMany(group => group).ToList();
        if (_model.Third && parts.Count > 0 && !parts.Exists(part => part.ContainsKey("functionCall")))
        {
            parts[^1]["thoughtSignature"] = _state.Sign(_id);
        }

        return Response(Candidates(parts, Finish), Usage(1, 1));
    }

    private IEnumerable<string> Chunks()
    {
        var groups = Groups(streamed: true).ToList();
        for (var i = 0; i < groups.Count; i++)
        {
            yield return Response(Candidates(groups[i], null), Usage(i + 1, groups.Count + 1));
        }

        // The finish comes in a chunk of its own, whose empty text carries the signature of an answer without calls.
        var last = new JsonObject { ["text"] = "" };
        if (_model.Third && !_settled.Answer.Parts.Any(part => part is ToolCallPart))
        {
            last["thoughtSignature"] = _state.Sign(_id);
        }

        yield return Response(Candidates([last], Finish), Usage(1, 1));
    }

    /// <summary>The parts; in a stream, what comes together in one chunk: a piece of text, or all calls in a row.</summary>
    private IEnumerable<List<JsonObject>> Groups(bool streamed = false)
    {
        var calls = new List<JsonObject>();
        var signed = false;
        foreach (var part in _settled.Answer.Parts)
        {
            if (part is ToolCallPart call)
            {
                calls.Add(Call(call, !signed));
                signed = true;
                continue;
            }

            if (calls.Count > 0)
            {
                yield return calls;
                calls = [];
            }

            if (part is ReasoningPart && !_thoughtsShown)
            {
                continue;
            }

            foreach (var piece in streamed ? part.Pieces : [part.Whole])
            {
                yield return part is ReasoningPart
                    ? [new JsonObject { ["text"] = piece, ["thought"] = true }]
                    : [new JsonObject { ["text"] = piece }];
            }
        }

        if (calls.Count > 0)
        {
            yield return calls;
        }
    }

    private JsonObject Call(ToolCallPart call, bool first)
    {
        JsonNode? arguments;
        try
        {
            arguments = call.Whole.Length > 0 ? JsonNode.Parse(call.Whole) : new JsonObject();
        }
        catch (JsonException)
        {
            // Google sends whole calls only: arguments that were cut off arrive as none.
            arguments = new JsonObject();
        }

        var written = new JsonObject { ["name"] = call.Name, ["args"] = arguments };
        if (call.Id is not null || _model.Third)
        {
            written["id"] = call.Id ?? _state.NextId("", 16);
        }

        var part = new JsonObject { ["functionCall"] = written };
        if (first && _model.Thinks)
        {
            part["thoughtSignature"] = _state.Sign(call.Whole);
        }

        return part;
    }

    private JsonArray Candidates(List<JsonObject> parts, string? finish)
    {
        var candidates = new JsonArray();
        for (var index = 0; index < _settled.Call.Choices; index++)
        {
            var candidate = new JsonObject();
            if (parts.Count > 0)
            {
                candidate["content"] = new JsonObject { ["parts"] = new JsonArray([.. parts.Select(part => part.DeepClone())]), ["role"] = "model" };
            }

            if (finish is not null)
            {
                candidate["finishReason"] = finish;
                if (_settled.Answer.Citations.Count > 0)
                {
                    candidate["citationMetadata"] = Citations();
                }
            }

            candidate["index"] = index;
            candidates.Add(candidate);
        }

        return candidates;
    }

    private JsonObject Citations() => new()
    {
        ["citationSources"] = new JsonArray([.. _settled.Answer.Citations.Select(citation => new JsonObject
        {
            ["startIndex"] = citation.Start,
            ["endIndex"] = citation.End,
            ["uri"] = citation.Url,
            ["title"] = citation.Title,
        })]),
    };

    private string Response(JsonArray candidates, JsonNode? usage)
    {
        var response = new JsonObject { ["candidates"] = candidates };
        if (usage is not null)
        {
            response["usageMetadata"] = usage;
        }

        response["modelVersion"] = _settled.Model;
        response["responseId"] = _id;
        return response.ToJsonString(WireJson.Options);
    }

    /// <summary>The usage after so many of so many chunks: what was put out grows, what was put in does not.</summary>
    private JsonNode? Usage(int done, int of)
    {
        if (_settled.Answer.RawUsage is { } raw)
        {
            return JsonNode.Parse(raw);
        }

        if (_settled.Usage is not { } usage)
        {
            return null;
        }

        var output = usage.Output * done / of;
        var counts = new JsonObject
        {
            ["promptTokenCount"] = usage.AllInput,
            ["candidatesTokenCount"] = output,
            ["totalTokenCount"] = usage.AllInput + output + usage.Reasoning,
            ["promptTokensDetails"] = new JsonArray(new JsonObject { ["modality"] = "TEXT", ["tokenCount"] = usage.AllInput }),
        };
        if (usage.CacheRead > 0)
        {
            counts["cachedContentTokenCount"] = usage.CacheRead;
        }

        if (usage.Reasoning > 0)
        {
            counts["thoughtsTokenCount"] = usage.Reasoning;
        }

        return counts;
    }

    private string Finish => _settled.Answer.RawFinish ?? _settled.Finish switch
    {
        FakeFinish.Length => "MAX_TOKENS",
        FakeFinish.ContentFilter => "SAFETY",
        _ => "STOP",
    };
}
