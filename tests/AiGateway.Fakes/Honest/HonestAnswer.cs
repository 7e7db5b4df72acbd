using System.Text.Json;
using System.Text.RegularExpressions;
using AiGateway.Fakes.Answers;

namespace AiGateway.Fakes.Honest;

/// <summary>What a fake answers unasked: a function of the request, so that a test can tell whether its request arrived whole.</summary>
internal static partial class HonestAnswer
{
    public static FakeAnswer For(ChatCall call)
    {
        var answer = call.Reasons ? FakeAnswer.Reasoning("The user said: ", call.UserText) : FakeAnswer.Empty;
        var calls = Calls(call);
        if (calls.Count > 0)
        {
            return answer with { Parts = [.. answer.Parts, .. calls] };
        }

        var text = Speak(call);
        var stop = call.Stops.Select(stop => text.IndexOf(stop, StringComparison.Ordinal)).Where(at => at >= 0).DefaultIfEmpty(-1).Min();
        if (stop >= 0)
        {
            answer = answer.Finishing(FakeFinish.StopSequence);
            text = text[..stop];
        }

        if (call.MaxTokens is { } limit && FakeTokens.Count(text) > limit)
        {
            answer = answer.Finishing(FakeFinish.Length);
            text = FakeTokens.Truncate(text, limit);
        }

        return text.Length > 0 ? answer.ThenText([.. FakeTokens.Words(text)]) : answer;
    }

    private static string Speak(ChatCall call) =>
        call.OutputSchema is { } schema ? MinimalJson.For(schema)?.ToJsonString() ?? "null"
        : call.JsonObject ? JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { ["echo"] = call.UserText })
        : call.ToolResults is { } results ? "The tool said: " + results
        : call.UserText;

    private static List<ToolCallPart> Calls(ChatCall call)
    {
        var offered = call.Tools.Where(tool => call.Allowed is null || call.Allowed.Contains(tool.Name, StringComparer.Ordinal)).ToList();
        if (offered.Count == 0 || call.Demand == ToolDemand.None || (call.ToolResults is not null && call.Demand == ToolDemand.Auto))
        {
            return [];
        }

        var asked = CallWords().Matches(call.UserText)
            .Select(match => offered.Find(tool => string.Equals(tool.Name, match.Groups[1].Value, StringComparison.Ordinal)))
            .OfType<OfferedTool>()
            .ToList();
        if (asked.Count == 0 && call.Demand == ToolDemand.Any)
        {
            asked.Add(offered[0]);
        }

        return [.. asked.Take(call.Parallel ? asked.Count : 1).Select(Call)];
    }

    private static ToolCallPart Call(OfferedTool tool)
    {
        var arguments = tool.Parameters is { } parameters ? MinimalJson.For(parameters)?.ToJsonString() ?? "{}" : "{}";

        // Two pieces, so that a streamed call always has arguments to put together.
        return new ToolCallPart(tool.Name, null, [arguments[..1], arguments[1..]]);
    }

    [GeneratedRegex(@"\bcall ([A-Za-z0-9_-]+)", RegexOptions.CultureInvariant)]
    private static partial Regex CallWords();
}
