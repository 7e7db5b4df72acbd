using System.ClientModel;
using System.Text.Json;
using OpenAI.Chat;

namespace AiGateway.Clients.Gateway;

/// <summary>What NuGet's SDK does with chat.</summary>
internal sealed class NuGetChat(ChatClient client, string? effort)
{
    /// <summary>Offers the two tools.</summary>
    public static void Offer(ChatCompletionOptions options)
    {
        foreach (var name in (string[])["get_weather", "get_time"])
        {
            options.Tools.Add(ChatTool.CreateFunctionTool(name, "A tool.", BinaryData.FromString(Samples.Parameters), functionSchemaIsStrict: true));
        }
    }

    public async Task<object> CreateAsync(IEnumerable<ChatMessage> messages, Action<ChatCompletionOptions>? change = null) =>
        Summary(await client.CompleteChatAsync(messages, Options(change)), []);

    public async Task<object> StreamAsync(IEnumerable<ChatMessage> messages, Action<ChatCompletionOptions>? change = null)
    {
        var turn = await FoldAsync(messages, change);
        return turn.Result([]);
    }

    /// <summary>Two calls at once, their results sent back, and the model's last word.</summary>
    public async Task<object> LoopAsync(string prompt, bool streamed)
    {
        List<ChatMessage> messages = [new UserChatMessage(prompt)];
        IReadOnlyList<ChatToolCall> calls;
        if (streamed)
        {
            var turn = await FoldAsync(messages, Offer);
            calls = turn.Calls;
            messages.Add(new AssistantChatMessage(calls));
        }
        else
        {
            var completion = (await client.CompleteChatAsync(messages, Options(Offer))).Value;
            calls = completion.ToolCalls;
            messages.Add(new AssistantChatMessage(completion));
        }

        messages.AddRange(calls.Select((call, i) => new ToolChatMessage(call.Id, $"result {i} of {call.FunctionName}")));
        string[] names = [.. calls.Select(call => call.FunctionName)];
        return streamed
            ? (await FoldAsync(messages, Offer)).Result(names)
            : Summary(await client.CompleteChatAsync(messages, Options(Offer)), names);
    }

    public async Task<object> StructuredAsync(string prompt)
    {
        var completion = (await client.CompleteChatAsync([new UserChatMessage(prompt)], Options(options =>
            options.ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("answer", BinaryData.FromString(Samples.Answer), jsonSchemaIsStrict: true)))).Value;
        return new { parsed = JsonElement.Parse(completion.Content[0].Text), finish = Finish(completion.FinishReason) };
    }

    /// <summary>Leaves after the second piece of text.</summary>
    public async Task<object> AbortAsync(IEnumerable<ChatMessage> messages)
    {
        var seen = 0;
        await foreach (var update in client.CompleteChatStreamingAsync(messages))
        {
            if (update.ContentUpdate.Count > 0 && update.ContentUpdate[0].Text.Length > 0 && ++seen == 2)
            {
                break;
            }
        }

        return new { seen };
    }

    public static string Finish(ChatFinishReason? reason) => reason switch
    {
        ChatFinishReason.Stop => "stop",
        ChatFinishReason.Length => "length",
        ChatFinishReason.ToolCalls => "tool_calls",
        ChatFinishReason.ContentFilter => "content_filter",
        _ => reason?.ToString() ?? "none",
    };

    public static object? Usage(ChatTokenUsage? usage) => usage is null ? null : new
    {
        input = usage.InputTokenCount,
        output = usage.OutputTokenCount,
        total = usage.TotalTokenCount,
        cached = usage.InputTokenDetails?.CachedTokenCount ?? 0,
        reasoning = usage.OutputTokenDetails?.ReasoningTokenCount ?? 0,
    };

    public static object Calls(IEnumerable<ChatToolCall> calls) =>
        calls.Select(call => new { id = call.Id, type = "function", name = call.FunctionName, arguments = call.FunctionArguments.ToString() });

    private ChatCompletionOptions Options(Action<ChatCompletionOptions>? change)
    {
        var options = new ChatCompletionOptions();
        if (effort is not null)
        {
            options.ReasoningEffortLevel = new ChatReasoningEffortLevel(effort);
            options.MaxOutputTokenCount = 4000;
        }

        change?.Invoke(options);
        return options;
    }

    private static object Summary(ClientResult<ChatCompletion> result, IReadOnlyList<string> names)
    {
        var completion = result.Value;
        var response = result.GetRawResponse();
        var raw = JsonElement.Parse(response.Content.ToMemory().Span);
        return new
        {
            names,
            id = completion.Id,
            model = completion.Model,
            text = completion.Content.Count > 0 ? completion.Content[0].Text : null,
            refusal = completion.Refusal,
            finish = Finish(completion.FinishReason),
            calls = Calls(completion.ToolCalls),
            usage = Usage(completion.Usage),
            choices = raw.GetProperty("choices").EnumerateArray().Select(choice => choice.GetProperty("message").GetProperty("content").GetString()),
            logprobs = completion.ContentTokenLogProbabilities.Count > 0 ? completion.ContentTokenLogProbabilities.Select(each => each.Token) : null,
            dropped = response.Headers.TryGetValue("x-aigateway-dropped", out var dropped) ? dropped : null,
            attempts = response.Headers.TryGetValue("x-aigateway-attempts", out var attempts) ? attempts : null,
            provider = response.Headers.TryGetValue("x-aigateway-provider", out var provider) ? provider : null,
            raw,
        };
    }

    private async Task<NuGetTurn> FoldAsync(IEnumerable<ChatMessage> messages, Action<ChatCompletionOptions>? change)
    {
        var turn = new NuGetTurn();
        await foreach (var update in client.CompleteChatStreamingAsync(messages, Options(change)))
        {
            turn.Add(update);
        }

        return turn;
    }
}
