using System.Buffers;
using AiGateway.Protocol.Chat;

namespace AiGateway.Protocol.Formats.OpenAIChat;

/// <summary>Writes a caller's stream chunk by chunk, each with the same id, time and model.</summary>
internal sealed class EventWriter(AnswerWriteContext context) : IAnswerStreamWriter
{
    private readonly List<ChoiceState> _choices = [];
    private readonly ChunkWriter _chunks = new(context);
    private TokenUsage? _usage;

    /// <inheritdoc/>
    public void Write(ChatEvent chatEvent, IBufferWriter<byte> output)
    {
        switch (chatEvent)
        {
            case ChatEvent.Started started:
                _chunks.Name(started.Id, started.Model, started.Created);
                break;
            case ChatEvent.TextDelta text:
                WriteText(text, output);
                break;
            case ChatEvent.ReasoningDelta reasoning:
                WriteReasoning(reasoning, output);
                break;
            case ChatEvent.ReasoningSignature signature:
                WriteSignature(signature, output);
                break;
            case ChatEvent.RedactedReasoning redacted:
                WriteBlock(redacted.Choice, new ChatPart.RedactedThinking(redacted.Data), output);
                break;
            case ChatEvent.RefusalDelta refusal:
                if (TryBegin(refusal.Choice, output) is { } state)
                {
                    _chunks.Open(state, output).WriteString("refusal"u8, refusal.Text);
                    _chunks.Close(state, output, null, withLogprobs: true);
                }

                break;
            case ChatEvent.ToolCallStarted call:
                WriteCall(call, output);
                break;
            case ChatEvent.ToolCallDelta delta:
                WriteArguments(delta, output);
                break;
            case ChatEvent.Citation citation:
                if (TryBegin(citation.Choice, output) is { } cited)
                {
                    MessageParts.WriteAnnotations(_chunks.Open(cited, output), [citation]);
                    _chunks.Close(cited, output, null);
                }

                break;
            case ChatEvent.AudioDelta audio:
                if (TryBegin(audio.Choice, output) is { } heard)
                {
                    MessageParts.WriteAudio(_chunks.Open(heard, output), audio);
                    _chunks.Close(heard, output, null);
                }

                break;
            case ChatEvent.Logprobs logprobs:
                // They go out with the text they belong to; readers of this format give them just before it.
                Find(logprobs.Choice).Logprobs.AddRange(logprobs.Tokens);
                break;
            case ChatEvent.Finished finished:
                Finish(Find(finished.Choice), finished.Reason, output);
                break;
            case ChatEvent.UsageReported usage:
                _usage = usage.Usage;
                break;
        }
    }

    /// <inheritdoc/>
    public void Complete(IBufferWriter<byte> output)
    {
        // Without every choice's own end the answer was cut, and one made up here would hide it.
        if (!_choices.Exists(static choice => choice.IsFinished) || _choices.Exists(static choice => choice is { IsBegun: true, IsFinished: false }))
        {
            return;
        }

        if (context.IncludeUsage && _usage is { } usage)
        {
            _chunks.WriteUsage(usage, output);
        }

        output.Write("data: [DONE]\n\n"u8);
    }

    private void WriteText(ChatEvent.TextDelta text, IBufferWriter<byte> output)
    {
        if (TryBegin(text.Choice, output) is not { } state)
        {
            return;
        }

        state.Forget();
        var json = _chunks.Open(state, output);
        if (text.Text.Length > 0 || text.Signature is null)
        {
            json.WriteString("content"u8, text.Text);
        }

        if (text.Signature is not null)
        {
            ThoughtSignature.Write(json, text.Signature);
        }

        _chunks.Close(state, output, null, withLogprobs: true);
    }

    private void WriteReasoning(ChatEvent.ReasoningDelta reasoning, IBufferWriter<byte> output)
    {
        if (TryBegin(reasoning.Choice, output) is { } state)
        {
            state.Remember(reasoning.Text);
            _chunks.Open(state, output).WriteString("reasoning_content"u8, reasoning.Text);
            _chunks.Close(state, output, null);
        }
    }

    private void WriteSignature(ChatEvent.ReasoningSignature signature, IBufferWriter<byte> output)
    {
        if (Find(signature.Choice).TakeReasoning() is { } text)
        {
            WriteBlock(signature.Choice, new ChatPart.Thinking(text, signature.Signature), output);
        }
    }

    private void WriteBlock(int choice, ChatPart block, IBufferWriter<byte> output)
    {
        if (TryBegin(choice, output) is { } state)
        {
            state.Forget();
            ReasoningWriter.WriteBlocks(_chunks.Open(state, output), [block]);
            _chunks.Close(state, output, null);
        }
    }

    private void WriteCall(ChatEvent.ToolCallStarted call, IBufferWriter<byte> output)
    {
        if (TryBegin(call.Choice, output, withCall: true) is not { } state)
        {
            return;
        }

        state.Forget();
        state.StartCall(call.Index, call.IsCustom);
        var json = _chunks.Open(state, output);
        json.WriteStartArray("tool_calls"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, call.Index);
        MessageParts.WriteCallHead(json, call.Id, call.Name, "", call.IsCustom, call.Signature);
        json.WriteEndObject();
        json.WriteEndArray();
        _chunks.Close(state, output, null);
    }

    private void WriteArguments(ChatEvent.ToolCallDelta delta, IBufferWriter<byte> output)
    {
        if (TryBegin(delta.Choice, output) is not { } state)
        {
            return;
        }

        var custom = state.Feed(delta.Index);
        var json = _chunks.Open(state, output);
        json.WriteStartArray("tool_calls"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, delta.Index);
        json.WriteStartObject(custom ? "custom"u8 : "function"u8);
        json.WriteString(custom ? "input"u8 : "arguments"u8, delta.Arguments);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        _chunks.Close(state, output, null);
    }

    private void Finish(ChoiceState state, FinishReason reason, IBufferWriter<byte> output)
    {
        if (TryBegin(state.Index, output) is null)
        {
            return;
        }

        foreach (var call in state.CallsWithoutArguments())
        {
            WriteArguments(new ChatEvent.ToolCallDelta(state.Index, call, "{}"), output);
        }

        _chunks.Open(state, output);
        _chunks.Close(state, output, reason, withLogprobs: true);
        state.IsFinished = true;
    }

    /// <summary>Sees to it that the choice's first chunk carries the role.</summary>
    /// <returns>Null where the choice has ended, after which nothing more may be said for it.</returns>
    private ChoiceState? TryBegin(int choice, IBufferWriter<byte> output, bool withCall = false)
    {
        var state = Find(choice);
        if (state.IsFinished)
        {
            return null;
        }

        if (!state.IsBegun)
        {
            state.IsBegun = true;
            var json = _chunks.Open(state, output);
            json.WriteString("role"u8, "assistant"u8);
            if (withCall)
            {
                json.WriteNull("content"u8);
            }
            else
            {
                json.WriteString("content"u8, ""u8);
            }

            _chunks.Close(state, output, null);
        }

        return state;
    }

    private ChoiceState Find(int index)
    {
        foreach (var choice in _choices)
        {
            if (choice.Index == index)
            {
                return choice;
            }
        }

        var added = new ChoiceState(index);
        _choices.Add(added);
        return added;
    }
}
