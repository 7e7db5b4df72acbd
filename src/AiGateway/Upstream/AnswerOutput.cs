using System.Buffers;
using System.Text.Json;
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
    /// <summary>A stream that has said this much without content is committed all the same.</summary>
    private const int MaxHeld = 1 << 20;

    private readonly Attempt _attempt;
    private readonly UpstreamCall _call;
    private readonly Exchange _exchange;
    private readonly AnswerWriteContext _context;
    private readonly IAnswerStreamWriter? _writer;
    private readonly ChatAnswerFolder? _folder;
    private readonly HoldBuffer _held = new();
    private bool _hasContent;
    private bool _hasFinished;

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
        }
        else
        {
            _folder = new ChatAnswerFolder();
        }
    }

    /// <summary>True once the whole answer is with the gate.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Adds one event. Nothing is sent before <see cref="FlushAsync"/>.</summary>
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
            case ChatEvent.Finished:
                _hasFinished = true;
                break;
        }

        _hasContent |= chatEvent.IsContent;
        _writer?.Write(chatEvent, _held);
        _folder?.Add(chatEvent);
    }

    /// <summary>Notes the attempt's failure; what was written before it still goes out if the attempt is committed.</summary>
    public void Fail(AttemptFailure failure) => _attempt.Failure ??= failure;

    /// <summary>Sends what may go out by now.</summary>
    public async ValueTask FlushAsync(CancellationToken token)
    {
        if (_writer is null || _held.Length == 0)
        {
            return;
        }

        if (_exchange.Gate.IsCommitted)
        {
            await _exchange.Gate.WriteAsync(_held.Memory, token);
            _held.Clear();
        }
        else if (_attempt.Failure is null && (_hasContent || _held.Length > MaxHeld))
        {
            await CommitStreamAsync(token);
        }
    }

    /// <summary>Ends the answer: an answer that said why it ended is whole, one that did not was cut.</summary>
    public async ValueTask FinishAsync(CancellationToken token)
    {
        if (_attempt.Failure is null && !_hasFinished)
        {
            Fail(new AttemptFailure(FailureClass.ServerTransient, GatewayErrors.EndedEarly(_call.Provider)));
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
            _writer.Complete(_held);
            _hasContent = true;
            await FlushAsync(token);
        }

        _attempt.Finished();
    }

    /// <inheritdoc/>
    public void Dispose() => _held.Dispose();

    private async ValueTask CommitStreamAsync(CancellationToken token)
    {
        await _exchange.Gate.CommitAsync(_attempt, "text/event-stream; charset=utf-8", null, _held.Memory, token);
        _held.Clear();
        _attempt.Progressed();
    }

    private ValueTask CommitPlainAsync(CancellationToken token)
    {
        using (var writer = new Utf8JsonWriter((IBufferWriter<byte>)_held, JsonText.WriterOptions))
        {
            _exchange.Surface.Format.WriteAnswer(_folder!.Build(), writer, _context);
        }

        return _exchange.Gate.CommitAsync(_attempt, "application/json", _held.Length, _held.Memory, token);
    }
}
