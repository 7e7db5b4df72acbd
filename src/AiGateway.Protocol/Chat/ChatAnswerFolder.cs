using System.Text;

namespace AiGateway.Protocol.Chat;

/// <summary>Folds a stream of <see cref="ChatEvent"/>s into the answer that the same provider would have given as JSON.</summary>
/// <remarks>Not thread-safe. Memory is bounded by the caller, which limits the bytes it reads events from.</remarks>
public sealed class ChatAnswerFolder
{
    private readonly ChatAnswer _answer = new();
    private readonly List<ChoiceBuilder> _choices = [];

    /// <summary>Adds one event.</summary>
    public void Add(ChatEvent chatEvent)
    {
        switch (chatEvent)
        {
            case ChatEvent.Started started:
                _answer.Id ??= started.Id;
                _answer.Model ??= started.Model;
                _answer.Created ??= started.Created;
                break;
            case ChatEvent.TextDelta text:
                Choice(text.Choice).Text(text.Text, text.Signature);
                break;
            case ChatEvent.ReasoningDelta reasoning:
                Choice(reasoning.Choice).Reasoning(reasoning.Text);
                break;
            case ChatEvent.ReasoningSignature signature:
                Choice(signature.Choice).Signature(signature.Signature);
                break;
            case ChatEvent.RedactedReasoning redacted:
                Choice(redacted.Choice).Whole(new ChatPart.RedactedThinking(redacted.Data));
                break;
            case ChatEvent.RefusalDelta refusal:
                Choice(refusal.Choice).Refusal(refusal.Text);
                break;
            case ChatEvent.ToolCallStarted call:
                Choice(call.Choice).CallStarted(call);
                break;
            case ChatEvent.ToolCallDelta delta:
                Choice(delta.Choice).CallDelta(delta);
                break;
            case ChatEvent.Citation citation:
                Choice(citation.Choice).Result.Citations.Add(citation);
                break;
            case ChatEvent.AudioDelta audio:
                Choice(audio.Choice).Audio(audio);
                break;
            case ChatEvent.Logprobs logprobs:
                Choice(logprobs.Choice).Logprobs(logprobs);
                break;
            case ChatEvent.Finished finished:
                var choice = Choice(finished.Choice).Result;
                choice.FinishReason ??= finished.Reason;
                choice.StopSequence ??= finished.StopSequence;
                break;
            case ChatEvent.UsageReported usage:
                _answer.Usage = usage.Usage;
                break;
            case ChatEvent.Failed failed:
                _answer.Error ??= failed.Error;
                break;
        }
    }

    /// <summary>The whole answer. To be called once, after the last event.</summary>
    public ChatAnswer Build()
    {
        foreach (var choice in _choices.OrderBy(static c => c.Result.Index))
        {
            choice.Close();
            _answer.Choices.Add(choice.Result);
        }

        return _answer;
    }

    private ChoiceBuilder Choice(int index)
    {
        foreach (var choice in _choices)
        {
            if (choice.Result.Index == index)
            {
                return choice;
            }
        }

        var added = new ChoiceBuilder(new ChatChoice(index));
        _choices.Add(added);
        return added;
    }

    private sealed class ChoiceBuilder(ChatChoice result)
    {
        private readonly StringBuilder _text = new();
        private readonly Dictionary<int, (int Part, StringBuilder Arguments)> _calls = [];
        private readonly StringBuilder _audio = new();
        private readonly StringBuilder _transcript = new();
        private PartKind _open;
        private string? _textSignature;

        private enum PartKind
        {
            None,
            Text,
            Reasoning,
            Refusal,
        }

        public ChatChoice Result { get; } = result;

        public void Text(string text, string? signature)
        {
            Open(PartKind.Text);
            _text.Append(text);
            _textSignature = signature ?? _textSignature;
        }

        public void Reasoning(string text)
        {
            Open(PartKind.Reasoning);
            _text.Append(text);
        }

        public void Refusal(string text)
        {
            Open(PartKind.Refusal);
            _text.Append(text);
        }

        public void Signature(string signature)
        {
            Open(PartKind.Reasoning);
            Result.Parts.Add(new ChatPart.Thinking(_text.ToString(), signature));
            Reset();
        }

        public void Whole(ChatPart part)
        {
            ClosePart();
            Result.Parts.Add(part);
        }

        public void CallStarted(ChatEvent.ToolCallStarted call)
        {
            ClosePart();
            _calls[call.Index] = (Result.Parts.Count, new StringBuilder());
            Result.Parts.Add(new ChatPart.ToolCall(call.Id, call.Name, "") { IsCustom = call.IsCustom, Signature = call.Signature });
        }

        public void CallDelta(ChatEvent.ToolCallDelta delta)
        {
            if (_calls.TryGetValue(delta.Index, out var call))
            {
                call.Arguments.Append(delta.Arguments);
            }
        }

        public void Audio(ChatEvent.AudioDelta audio)
        {
            _audio.Append(audio.Data);
            _transcript.Append(audio.Transcript);
            Result.Audio = new ChatEvent.AudioDelta(Result.Index, audio.Id ?? Result.Audio?.Id, null, null, audio.ExpiresAt ?? Result.Audio?.ExpiresAt);
        }

        public void Logprobs(ChatEvent.Logprobs logprobs)
        {
            Result.Logprobs ??= [];
            foreach (var token in logprobs.Tokens)
            {
                Result.Logprobs.Add(token);
            }
        }

        public void Close()
        {
            ClosePart();
            foreach (var (part, arguments) in _calls.Values)
            {
                var call = (ChatPart.ToolCall)Result.Parts[part];
                Result.Parts[part] = call with { Arguments = arguments.Length == 0 && !call.IsCustom ? "{}" : arguments.ToString() };
            }

            if (Result.Audio is { } audio)
            {
                Result.Audio = audio with { Data = _audio.ToString(), Transcript = _transcript.ToString() };
            }
        }

        private void Open(PartKind kind)
        {
            if (_open != kind)
            {
                ClosePart();
                _open = kind;
            }
        }

        private void ClosePart()
        {
            var text = _text.ToString();
            switch (_open)
            {
                case PartKind.Text:
                    Result.Parts.Add(new ChatPart.Text(text) { Signature = _textSignature });
                    break;
                case PartKind.Reasoning:
                    Result.Parts.Add(new ChatPart.Thinking(text, null));
                    break;
                case PartKind.Refusal:
                    Result.Parts.Add(new ChatPart.Refusal(text));
                    break;
            }

            Reset();
        }

        private void Reset()
        {
            _open = PartKind.None;
            _textSignature = null;
            _text.Clear();
        }
    }
}
