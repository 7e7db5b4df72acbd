using System.Text;
using OpenAI.Chat;

namespace AiGateway.Clients.Gateway;

/// <summary>Puts a streamed turn of NuGet's SDK together, as its documentation shows.</summary>
internal sealed class NuGetTurn
{
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, Call> _calls = [];
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _refusal = new();
    private int _pieces;
    private ChatFinishReason? _finish;
    private ChatTokenUsage? _usage;

    public IReadOnlyList<ChatToolCall> Calls =>
        [.. _calls.Values.Select(call => ChatToolCall.CreateFunctionToolCall(call.Id, call.Name, BinaryData.FromString(call.Arguments.ToString())))];

    public void Add(StreamingChatCompletionUpdate update)
    {
        _ids.Add(update.CompletionId);
        _usage = update.Usage ?? _usage;
        _finish = update.FinishReason ?? _finish;
        _refusal.Append(update.RefusalUpdate);
        foreach (var part in update.ContentUpdate)
        {
            _pieces += part.Text.Length > 0 ? 1 : 0;
            _text.Append(part.Text);
        }

        foreach (var piece in update.ToolCallUpdates)
        {
            if (!_calls.TryGetValue(piece.Index, out var call))
            {
                _calls.Add(piece.Index, call = new Call());
            }

            call.Id ??= piece.ToolCallId;
            call.Name ??= piece.FunctionName;
            if (piece.FunctionArgumentsUpdate is { } arguments && arguments.ToMemory().Length > 0)
            {
                call.Arguments.Append(arguments);
            }
        }
    }

    public object Result(IReadOnlyList<string> names) => new
    {
        names,
        pieces = _pieces,
        text = _text.Length > 0 ? _text.ToString() : null,
        refusal = _refusal.Length > 0 ? _refusal.ToString() : null,
        finish = NuGetChat.Finish(_finish),
        calls = NuGetChat.Calls(Calls),
        usage = NuGetChat.Usage(_usage),
        ids = _ids.Count,
    };

    private sealed class Call
    {
        public string? Id { get; set; }

        public string? Name { get; set; }

        public StringBuilder Arguments { get; } = new();
    }
}
