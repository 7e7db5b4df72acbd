using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats;
using AiGateway.Protocol.Json;

namespace AiGateway.Providers.Mock;

/// <summary>What the mock says to a chat: one sequence of events, streamed as it is or folded into JSON.</summary>
internal sealed record MockAnswer
{
    /// <summary>The answer's id.</summary>
    public required string Id { get; init; }

    /// <summary>Unix seconds.</summary>
    public required long Created { get; init; }

    /// <summary>The model as the request named it.</summary>
    public required string Model { get; init; }

    /// <summary>How many choices, all alike.</summary>
    public required int Candidates { get; init; }

    /// <summary>The words of the text.</summary>
    public IEnumerable<string> Text { get; init; } = [];

    /// <summary>The calls, which stand in the text's place.</summary>
    public IReadOnlyList<MockToolCall> Calls { get; init; } = [];

    /// <summary>Why it ends.</summary>
    public required FinishReason Finish { get; init; }

    /// <summary>What it used, all choices together.</summary>
    public required TokenUsage Usage { get; init; }

    /// <summary>How many words a choice has; the start of a call and a piece of its arguments count as one each.</summary>
    public int Words => Pieces(0).Count();

    /// <summary>The answer step by step.</summary>
    public IEnumerable<ChatEvent> Events()
    {
        yield return new ChatEvent.Started(Id, Model, Created);
        var choices = Enumerable.Range(0, Candidates).Select(choice => Pieces(choice).GetEnumerator()).ToArray();
        while (Array.TrueForAll(choices, static choice => choice.MoveNext()))
        {
            foreach (var choice in choices)
            {
                yield return choice.Current;
            }
        }

        for (var choice = 0; choice < Candidates; choice++)
        {
            yield return new ChatEvent.Finished(choice, Finish, null);
        }

        yield return new ChatEvent.UsageReported(Usage);
    }

    /// <summary>The answer as JSON.</summary>
    public byte[] ToJson(IWireFormat format)
    {
        var folder = new ChatAnswerFolder();
        foreach (var chatEvent in Events())
        {
            folder.Add(chatEvent);
        }

        return JsonText.Write(writer => format.WriteAnswer(folder.Build(), writer, new AnswerWriteContext { IdSeed = "mock", Created = Created, Model = Model }));
    }

    /// <summary>The choice that a piece belongs to.</summary>
    public static int ChoiceOf(ChatEvent piece) => piece switch
    {
        ChatEvent.TextDelta text => text.Choice,
        ChatEvent.ToolCallStarted call => call.Choice,
        ChatEvent.ToolCallDelta delta => delta.Choice,
        _ => 0,
    };

    private IEnumerable<ChatEvent> Pieces(int choice)
    {
        foreach (var word in Text)
        {
            yield return new ChatEvent.TextDelta(choice, word);
        }

        for (var index = 0; index < Calls.Count; index++)
        {
            var call = Calls[index];
            yield return new ChatEvent.ToolCallStarted(choice, index, $"call_{Id[^16..]}{choice:x2}{index:x2}", call.Name) { IsCustom = call.IsCustom };
            foreach (var piece in MockWords.Slices(call.Arguments))
            {
                yield return new ChatEvent.ToolCallDelta(choice, index, piece);
            }
        }
    }
}
