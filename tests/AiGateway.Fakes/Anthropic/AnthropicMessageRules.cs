using System.Text.Json;
using AiGateway.Fakes.Serving;
using static AiGateway.Fakes.Anthropic.AnthropicErrors;

namespace AiGateway.Fakes.Anthropic;

/// <summary>How Anthropic wants messages and blocks to follow each other.</summary>
internal static class AnthropicMessageRules
{
    public static void Check(JsonElement body, AnthropicModel model, ProviderState state)
    {
        var messages = body.GetProperty("messages").EnumerateArray().ToList();
        if (messages.Count == 0)
        {
            throw BadRequest("messages: at least one message is required");
        }

        if (messages[0].Text("role") != "user")
        {
            throw BadRequest("messages: first message must use the \"user\" role");
        }

        CheckTexts(body.Items("system"), "system");
        foreach (var (index, message) in messages.Index())
        {
            CheckMessage(message, index, index == messages.Count - 1, state);
        }

        CheckToolTurns(messages);
        CheckPrefill(messages[^1], messages.Count - 1, body, model);
        CheckThinkingTurn(messages, body);
    }

    private static void CheckMessage(JsonElement message, int index, bool last, ProviderState state)
    {
        var role = message.Text("role");
        if (message.Text("content") is { } text)
        {
            if (text.Length == 0 && !(last && role == "assistant"))
            {
                throw BadRequest($"messages.{index}: {role} messages must have non-empty content");
            }

            if (text.Length > 0 && string.IsNullOrWhiteSpace(text))
            {
                throw BadRequest($"messages: text content blocks must contain non-whitespace text");
            }

            return;
        }

        var blocks = message.Items("content").ToList();
        if (blocks.Count == 0 && !(last && role == "assistant"))
        {
            throw BadRequest($"messages.{index}: {role} messages must have non-empty content");
        }

        CheckTexts(blocks, "messages");
        foreach (var (at, block) in blocks.Index())
        {
            CheckTexts(block.Items("content"), $"messages.{index}.content.{at}");
            CheckSource(block, index, at);
            if (block.Text("type") == "thinking" && !state.Issued(block.Text("signature")!, block.Text("thinking")!))
            {
                throw BadRequest($"messages.{index}.content.{at}: Invalid `signature` in `thinking` block");
            }
        }
    }

    private static void CheckTexts(IEnumerable<JsonElement> blocks, string place)
    {
        foreach (var block in blocks.Where(block => block.Text("type") == "text"))
        {
            if (block.Text("text")!.Length == 0)
            {
                throw BadRequest($"{place}: text content blocks must be non-empty");
            }

            if (string.IsNullOrWhiteSpace(block.Text("text")))
            {
                throw BadRequest($"{place}: text content blocks must contain non-whitespace text");
            }
        }
    }

    private static void CheckSource(JsonElement block, int index, int at)
    {
        if (block.Get("source") is not { ValueKind: JsonValueKind.Object } source)
        {
            return;
        }

        if (source.Text("type") == "base64" && !JsonReading.IsBase64(source.Text("data")!))
        {
            throw BadRequest($"messages.{index}.content.{at}.{block.Text("type")}.source.base64: invalid base64 data");
        }

        if (source.Text("url") is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
        {
            throw BadRequest($"messages.{index}.content.{at}.{block.Text("type")}.source.url: only HTTP and HTTPS URLs are supported");
        }
    }

    /// <summary>Each turn's tool calls are answered at once, all of them and nothing else, before any other block. Adjacent messages of one role are one turn.</summary>
    private static void CheckToolTurns(List<JsonElement> messages)
    {
        var turns = Turns(messages);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < turns.Count; i++)
        {
            var turn = turns[i];
            var used = i > 0 && turns[i - 1].Role == "assistant" ? Ids(turns[i - 1].Blocks, "tool_use", "id").ToList() : [];
            if (turn.Role == "user")
            {
                CheckResults(turn, used);
            }

            foreach (var id in turn.Role == "assistant" ? Ids(turn.Blocks, "tool_use", "id") : [])
            {
                if (!seen.Add(id))
                {
                    throw BadRequest("messages: `tool_use` ids must be unique");
                }
            }

            if (turn.Role == "assistant" && i == turns.Count - 1 && Ids(turn.Blocks, "tool_use", "id").Any())
            {
                throw Unanswered(turn.First, Ids(turn.Blocks, "tool_use", "id"));
            }
        }
    }

    private static void CheckResults((string Role, int First, List<JsonElement> Blocks) turn, List<string> used)
    {
        var results = Ids(turn.Blocks, "tool_result", "tool_use_id").ToList();
        if (results.Find(id => !used.Contains(id)) is { } stray)
        {
            throw BadRequest(
                $"messages.{turn.First}: unexpected `tool_use_id` found in `tool_result` blocks: {stray}. Each `tool_result` block must have a corresponding `tool_use` block in the previous message.");
        }

        if (results.Distinct(StringComparer.Ordinal).Count() != results.Count)
        {
            throw BadRequest($"messages.{turn.First}: each tool_use must have a single result");
        }

        var leading = Ids(turn.Blocks.TakeWhile(block => block.Text("type") == "tool_result"), "tool_result", "tool_use_id").ToHashSet(StringComparer.Ordinal);
        if (used.Exists(id => !leading.Contains(id)))
        {
            throw Unanswered(turn.First - 1, used.Where(id => !leading.Contains(id)));
        }
    }

    private static Refusal Unanswered(int index, IEnumerable<string> ids) => BadRequest(
        $"messages.{index}: `tool_use` ids were found without `tool_result` blocks immediately after: {string.Join(", ", ids)}. Each `tool_use` block must have a corresponding `tool_result` block in the next message.");

    private static List<(string Role, int First, List<JsonElement> Blocks)> Turns(List<JsonElement> messages)
    {
        var turns = new List<(string Role, int First, List<JsonElement> Blocks)>();
        foreach (var (index, message) in messages.Index())
        {
            var role = message.Text("role")!;
            if (turns.Count == 0 || turns[^1].Role != role)
            {
                turns.Add((role, index, []));
            }

            turns[^1].Blocks.AddRange(message.Text("content") is not null ? [message] : message.Items("content"));
        }

        return turns;
    }

    private static IEnumerable<string> Ids(IEnumerable<JsonElement> blocks, string type, string name) =>
        blocks.Where(block => block.Text("type") == type).Select(block => block.Text(name)!);

    private static void CheckPrefill(JsonElement last, int index, JsonElement body, AnthropicModel model)
    {
        if (last.Text("role") != "assistant")
        {
            return;
        }

        if (!model.Prefill || AnthropicRules.Thinks(body))
        {
            throw BadRequest("This model does not support assistant message prefill here. The conversation must end with a user message.");
        }

        var text = last.Text("content") ?? last.Items("content").LastOrDefault().Text("text");
        if (text is not null && text.TrimEnd() != text)
        {
            throw BadRequest($"messages.{index}: final assistant content cannot end with trailing whitespace");
        }
    }

    private static void CheckThinkingTurn(List<JsonElement> messages, JsonElement body)
    {
        if (body.Get("thinking")?.Text("type") != "enabled" || !messages[^1].Items("content").Any(block => block.Text("type") == "tool_result"))
        {
            return;
        }

        var index = messages.FindLastIndex(message => message.Text("role") == "assistant");
        if (messages[index].Items("content").First().Text("type") is var type and not ("thinking" or "redacted_thinking"))
        {
            throw BadRequest(
                $"messages.{index}.content.0.type: Expected `thinking` or `redacted_thinking`, but found `{type}`. When `thinking` is enabled, the assistant turn before tool results must start with a thinking block.");
        }
    }
}
