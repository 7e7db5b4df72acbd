using System.Text;
using System.Text.Json;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>What the stream writer must remember of one choice.</summary>
internal sealed class ChoiceState(int index)
{
    /// <summary>Far beyond any model's reasoning (4 Mi characters); a longer block loses its signature, not its text.</summary>
    private const int MaxReasoning = 1 << 22;

    private readonly List<Call> _calls = [];
    private readonly StringBuilder _reasoning = new();
    private bool _reasoningTooLong;

    public int Index { get; } = index;

    public bool IsBegun { get; set; }

    public bool IsFinished { get; set; }

    public List<JsonElement> Logprobs { get; } = [];

    /// <summary>Keeps the text of the open block of reasoning, which its signature must repeat.</summary>
    public void Remember(string text)
    {
        if (_reasoning.Length + text.Length > MaxReasoning)
        {
            _reasoning.Clear();
            _reasoningTooLong = true;
        }

        if (!_reasoningTooLong)
        {
            _reasoning.Append(text);
        }
    }

    /// <summary>The open block's text; null where it was too long to keep.</summary>
    public string? TakeReasoning()
    {
        var text = _reasoningTooLong ? null : _reasoning.ToString();
        Forget();
        return text;
    }

    public void Forget()
    {
        _reasoning.Clear();
        _reasoningTooLong = false;
    }

    public void StartCall(int callIndex, bool custom) => _calls.Add(new Call(callIndex, custom));

    /// <summary>Notes that a call has arguments; true where it is of a custom tool.</summary>
    public bool Feed(int callIndex)
    {
        var call = _calls.Find(known => known.Index == callIndex);
        if (call is null)
        {
            return false;
        }

        call.HasArguments = true;
        return call.IsCustom;
    }

    public IEnumerable<int> CallsWithoutArguments() =>
        _calls.Where(static call => !call.IsCustom && !call.HasArguments).Select(static call => call.Index).ToList();

    private sealed class Call(int index, bool isCustom)
    {
        public int Index { get; } = index;

        public bool IsCustom { get; } = isCustom;

        public bool HasArguments { get; set; }
    }
}
