using AiGateway.Exchanges;
using AiGateway.Protocol.Chat;

namespace AiGateway.Upstream;

/// <summary>Reads a whole JSON answer of another format, or of a loose one, and writes it as the caller's own: plain, or as a stream if it asked for one.</summary>
internal sealed class TranslatingPlainSink(Attempt attempt, UpstreamCall call, TimeProvider time) : HoldingSink(attempt, call, PlainSink.MaxHeld)
{
    private readonly AnswerOutput _output = new(attempt, call, time);

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(CancellationToken token)
    {
        var events = Read(root =>
        {
            var read = new List<ChatEvent>();
            Call.ChatFormat!.ReadAnswer(root, Call.ReadContext!, read);
            return read;
        });
        if (events is null)
        {
            FailMalformed();
            return ValueTask.CompletedTask;
        }

        foreach (var chatEvent in events)
        {
            _output.Add(chatEvent);
        }

        return _output.FinishAsync(token);
    }

    /// <inheritdoc/>
    protected override void Release()
    {
        base.Release();
        _output.Dispose();
    }
}
