using System.Buffers;
using System.Text.Json;
using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats;
using AiGateway.Protocol.Json;

namespace AiGateway.Upstream;

/// <summary>
/// Writes the events of an answer as the caller asked for them: as a stream, held until its first content, or folded into one JSON
/// body. Whichever way the provider sent them, this is the one path out of a translation.
/// </summary>
internal sealed class AnswerOutput : IDisposable
{
    private readonly Attempt _attempt;
    private readonly UpstreamCall _call;
    private readonly Exchange _exchange;
    private readonly AnswerWriteContext _context;
    private readonly IAnswerStreamWriter? _writer;
    private readonly ChatAnswerFolder? _folder;
    private readonly HoldBuffer _written = new();
    private readonly StreamHold? _hold;
    private readonly ChoiceTracker _choices = new();
    private bool _hasContent;
    private bool _hasSpoken;

    /// <summary>Makes the output of one attempt.</summary>
    public AnswerOutput(Attempt attempt, UpstreamCall call, TimeProvider time)
    {
        _attempt = attempt;
        _call = call;
        _exchange = attempt.Exchange;
        _context = new AnswerWriteContext
        {
            IdSeed = RequestIds.Seed(_exchange.RequestId),
            Created = time.GetUtcNow().ToUnixTimeSeconds(),
            Model = attempt.UpstreamModel,
            IncludeUsage = _exchange.IncludeUsage,
        };
        if (_exchange.Stream)
        {
            _writer = _exchange.Surface.Format.CreateStreamWriter(_context);
            _hold = new StreamHold(attempt, time);
        }
        else
        {
            _folder = new ChatAnswerFolder();
        }
    }

    /// <summary>True once the whole answer is with the gate.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>True once the provider has said of every answer why it ended.</summary>
    public bool HasFinished => _choices.AllFinished;

    /// <summary>Adds one event. Nothing is sent before <see cref="FlushAsync(CancellationToken)"/>.</summary>
    public void Add(ChatEvent chatEvent)
    {
        if (_attempt.Failure is not null)
        {
            return;
        }

        switch (chatEvent)
        {
            case ChatEvent.Failed failed:
                var error = _call.Redact(failed.Error);
                Fail(AttemptFailure.FromProviderError(_call.Provider, error, null));
                return;
            case ChatEvent.UsageReported usage:
                _attempt.Usage = usage.Usage;
                break;
            case ChatEvent.Finished { Reason: FinishReason.ContentFilter } when !_hasSpoken && _attempt.Pool.HasRole(TargetRole.Policy):
                Fail(new AttemptFailure(FailureClass.PolicyRefusal, GatewayErrors.Filtered(_call.Provider)));
                return;
        }

        _choices.Observe(chatEvent);
        _hasContent |= chatEvent.IsContent;
        _hasSpoken |= chatEvent is { IsContent: true } and not ChatEvent.RefusalDelta;
        _writer?.Write(chatEvent, _written);
        _folder?.Add(chatEvent);
    }

    /// <summary>Notes the attempt's failure; what was written before it still goes out if the attempt is committed.</summary>
    public void Fail(AttemptFailure failure) => _attempt.Failure ??= failure;

    /// <summary>Sends what may go out by now.</summary>
    public ValueTask FlushAsync(CancellationToken token) => _written.Length == 0 ? ValueTask.CompletedTask : FlushAsync(isEnd: false, token);

    /// <summary>Ends the answer: an answer that said why it ended is whole, one that did not was cut.</summary>
    public async ValueTask FinishAsync(CancellationToken token)
    {
        if (_attempt.Failure is null && !_choices.AllFinished)
        {
            Fail(AttemptFailure.EndedEarly(_attempt, _call.Provider, _hasContent));
        }

        if (_attempt.Failure is not null)
        {
            await FlushAsync(token);
            return;
        }

        IsFinished = true;
        if (_writer is null)
        {
            await CommitPlainAsync(token);
        }
        else
        {
            _writer.Complete(_written);
            await FlushAsync(isEnd: true, token);
        }

        _attempt.Finished();
    }

    /// <summary>Waits for what still goes out by a timer.</summary>
    public ValueTask StopAsync() => _hold?.StopAsync() ?? ValueTask.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        _written.Dispose();
        _hold?.Dispose();
    }

    private async ValueTask FlushAsync(bool isEnd, CancellationToken token)
    {
        if (_hold is not null)
        {
            await _hold.SendAsync(_written.Memory, _hasContent, isEnd, token);
            _written.Clear();
        }
    }

    private ValueTask CommitPlainAsync(CancellationToken token)
    {
        using (var writer = new Utf8JsonWriter((IBufferWriter<byte>)_written, JsonText.WriterOptions))
        {
            _exchange.Surface.Format.WriteAnswer(_folder!.Build(), writer, _context);
        }

        return _exchange.Gate.CommitAsync(_attempt, "application/json", _written.Length, _written.Memory, token);
    }
}
