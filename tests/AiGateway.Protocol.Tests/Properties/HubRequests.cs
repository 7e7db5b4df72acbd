using System.Text.Json;
using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Tests.Properties;

/// <summary>Random requests of the hub, the same for the same seed: whole conversations with every kind of part, tools, and every option.</summary>
/// <remarks>
/// They keep to what every format can say in some way: turns begin with the user and end with it, every call has its result, an
/// assistant's turn thinks, speaks and calls in this order, and schemas are closed objects.
/// </remarks>
internal sealed class HubRequests(int seed)
{
    private static readonly JsonElement Schema = JsonElement.Parse(
        """{"type":"object","properties":{"city":{"type":"string"},"days":{"type":"integer"}},"required":["city","days"],"additionalProperties":false}""");

    private readonly Random _random = new(seed);
    private int _calls;

    public ChatRequest Next()
    {
        _calls = 0;
        var tools = Maybe(0.6) ? Tools() : [];
        var format = Maybe(0.3) ? Pick(ResponseFormatKind.Text, ResponseFormatKind.JsonObject, ResponseFormatKind.JsonSchema) : (ResponseFormatKind?)null;
        return new ChatRequest
        {
            Model = "hub-model",
            SourceFormat = "Property",
            Messages = Messages(tools),
            Tools = tools,
            ToolChoice = tools.Count > 0 && Maybe(0.5) ? Choice(tools) : null,
            ParallelToolCalls = tools.Count > 0 ? Pick<bool?>(null, null, true, false) : null,
            MaxTokens = Maybe(0.5) ? _random.Next(1, 8000) : null,
            Temperature = Pick<double?>(null, null, 0, 0.25, 1, 1.5),
            TopP = Pick<double?>(null, null, 0.5, 0.9, 1),
            TopK = Pick<long?>(null, null, 40),
            Stop = Maybe(0.3) ? [.. Enumerable.Range(1, _random.Next(1, 8)).Select(static i => $"END{i}")] : [],
            Seed = Pick<long?>(null, 7, -7),
            FrequencyPenalty = Pick<double?>(null, null, 0, -0.5),
            PresencePenalty = Pick<double?>(null, null, 0, 1.5),
            Candidates = Pick<int?>(null, null, 1, 2),
            Logprobs = Pick<bool?>(null, null, false, true),
            TopLogprobs = Pick<int?>(null, null, 3),
            ResponseFormat = format is { } kind
                ? new ResponseFormat(kind) { Schema = kind == ResponseFormatKind.JsonSchema ? Schema : null, Name = Pick(null, "person") }
                : null,
            Reasoning = Maybe(0.4)
                ? new ReasoningOptions { Effort = Pick("none", "minimal", "low", "medium", "high", "xhigh", "max"), IncludeThoughts = Pick<bool?>(null, true, false) }
                : null,
            EndUser = Pick(null, "user-1"),
            Metadata = Maybe(0.2) ? new Dictionary<string, string>(StringComparer.Ordinal) { ["purpose"] = "test" } : null,
            ServiceTier = Pick(null, null, "auto", "default", "flex", "priority"),
            Stream = Maybe(0.5),
            Extensions = Maybe(0.2)
                ? new Dictionary<string, JsonElement>(StringComparer.Ordinal) { ["vendor_field"] = JsonElement.Parse("{\"a\":1}") }
                : new Dictionary<string, JsonElement>(StringComparer.Ordinal),
        };
    }

    private List<ChatMessage> Messages(List<ChatTool> tools)
    {
        var messages = new List<ChatMessage>();
        if (Maybe(0.5))
        {
            messages.Add(new ChatMessage { Role = Pick(ChatRole.System, ChatRole.Developer), Parts = Texts("Rule", 3) });
        }

        for (var turn = _random.Next(0, 4); turn > 0; turn--)
        {
            messages.Add(User());
            var assistant = Assistant(tools);
            messages.Add(assistant);
            messages.AddRange(assistant.ToolCalls.Select(Result).ToList());
            if (Maybe(0.1))
            {
                messages.Add(new ChatMessage { Role = ChatRole.System, Parts = Texts("Later rule", 1) });
            }
        }

        messages.Add(User());
        return messages;
    }

    private ChatMessage User()
    {
        // The word is what OpenAI demands of a prompt that asks for an object.
        var parts = new List<ChatPart> { new ChatPart.Text($"Question {_random.Next(100)}, answer in JSON. ") { Cache = Cache() } };
        while (Maybe(0.3))
        {
            parts.Add(_random.Next(10) switch
            {
                < 4 => new ChatPart.Text($"More {_random.Next(100)} ünd \"so\" 👋\n") { Cache = Cache() },
                < 6 => new ChatPart.Image(new MediaSource.Inline(Pick("image/png", "image/jpeg"), "aW1n")) { Detail = Pick(null, "auto", "low", "high"), Cache = Cache() },
                < 7 => new ChatPart.Image(new MediaSource.Link("https://example.com/a.png") { MediaType = "image/png" }),
                < 9 => new ChatPart.File(new MediaSource.Inline("application/pdf", "JVBERi0=")) { Name = Pick(null, "a.pdf"), Cache = Cache() },
                _ => new ChatPart.Audio("UklGRg==", Pick("wav", "mp3")),
            });
        }

        return new ChatMessage { Role = ChatRole.User, Parts = parts, Name = Maybe(0.1) ? "ada" : null };
    }

    private ChatMessage Assistant(List<ChatTool> tools)
    {
        var parts = new List<ChatPart>();
        if (Maybe(0.1))
        {
            return new ChatMessage { Role = ChatRole.Assistant, Parts = [new ChatPart.Refusal("I cannot do that.")] };
        }

        if (Maybe(0.3))
        {
            parts.Add(new ChatPart.Thinking($"Thought {_random.Next(100)}.", Pick(null, "c2lnbmVk")));
        }

        if (Maybe(0.1))
        {
            parts.Add(new ChatPart.RedactedThinking("b3BhcXVl"));
        }

        var calls = tools.Where(static tool => tool.Kind == ChatToolKind.Function).SelectMany(tool => Maybe(0.4) ? Calls(tool) : []).ToList();
        if (calls.Count == 0 || Maybe(0.5))
        {
            parts.AddRange(Texts("Answer", 2).Select(part => part is ChatPart.Text text && Maybe(0.1) ? text with { Signature = "dGV4dA==" } : part));
        }

        parts.AddRange(calls);
        return new ChatMessage { Role = ChatRole.Assistant, Parts = parts };
    }

    private IEnumerable<ChatPart> Calls(ChatTool tool)
    {
        for (var i = _random.Next(1, 3); i > 0; i--)
        {
            var arguments = Pick("{}", $"{{\"city\":\"Rome\",\"days\":{_random.Next(9)}}}");
            yield return new ChatPart.ToolCall($"call_{_calls++}", tool.Name, arguments) { Signature = Maybe(0.2) ? "Y2FsbA==" : null };
        }
    }

    private ChatMessage Result(ChatPart.ToolCall call) => new()
    {
        Role = ChatRole.Tool,
        ToolCallId = call.Id,
        IsError = Maybe(0.2),
        Parts = [new ChatPart.Text(Pick("sunny", "{\"temp\":18}", "[1,2]", "18", "a \"quoted\" text")) { Cache = Cache() }],
    };

    private List<ChatPart> Texts(string word, int most) =>
        [.. Enumerable.Range(0, _random.Next(1, most + 1)).Select(i => (ChatPart)new ChatPart.Text($"{word} {i} of {_random.Next(100)}. ") { Cache = Cache() })];

    private List<ChatTool> Tools() =>
    [
        .. Enumerable.Range(0, _random.Next(1, 4)).Select(i => new ChatTool
        {
            Kind = ChatToolKind.Function,
            Name = $"tool_{i}",
            Description = Pick(null, "Does something."),
            Parameters = Pick<JsonElement?>(Schema, null),
            Strict = Pick<bool?>(null, null, false, true),
            Cache = Cache(),
        }),
    ];

    private ToolChoice Choice(List<ChatTool> tools) => _random.Next(4) switch
    {
        0 => new ToolChoice(ToolChoiceMode.None),
        1 => new ToolChoice(ToolChoiceMode.Auto),
        2 => new ToolChoice(ToolChoiceMode.Required),
        _ => new ToolChoice(ToolChoiceMode.Required) { Names = [tools[0].Name] },
    };

    private CacheHint? Cache() => Maybe(0.05) ? new CacheHint(Pick(null, "5m", "1h")) : null;

    private bool Maybe(double chance) => _random.NextDouble() < chance;

    private T Pick<T>(params T[] values) => values[_random.Next(values.Length)];
}
