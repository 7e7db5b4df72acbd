using System.Buffers;
using System.Text.Json;
using AiGateway.Exchanges;
using AiGateway.Protocol.Embeddings;
using AiGateway.Protocol.Json;

namespace AiGateway.Upstream;

/// <summary>Reads vectors of another dialect and writes them as the caller's own.</summary>
internal sealed class EmbeddingSink(Attempt attempt, UpstreamCall call) : AnswerSink
{
    /// <summary>2,048 vectors of 3,072 numbers are some 64 MiB as text.</summary>
    private const int MaxHeld = 96 << 20;
    private readonly HoldBuffer _held = new();

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        if (_held.Length + bytes.Length > MaxHeld)
        {
            attempt.Failure = new AttemptFailure(FailureClass.ServerTransient, GatewayErrors.AnswerTooLarge(call.Provider));
            attempt.Abort();
            return ValueTask.CompletedTask;
        }

        _held.Append(bytes.Span);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(CancellationToken token)
    {
        var request = call.EmbeddingRequest!;
        if (Read() is not { } answer || (answer.Error is null && answer.Vectors.Count != request.Inputs.Count))
        {
            attempt.Failure = new AttemptFailure(FailureClass.ServerTransient, GatewayErrors.Malformed(call.Provider));
            return;
        }

        if (answer.Error is { } error)
        {
            attempt.Failure = AttemptFailure.FromProviderError(call.Provider, call.Redact(error), null);
            return;
        }

        attempt.Usage = answer.Usage;
        _held.Clear();
        using (var writer = new Utf8JsonWriter((IBufferWriter<byte>)_held, JsonText.WriterOptions))
        {
            EmbeddingCall.WriteAnswer(answer with { Model = answer.Model ?? attempt.UpstreamModel }, request, writer);
        }

        await attempt.Exchange.Gate.CommitAsync(attempt, "application/json", _held.Length, _held.Memory, token);
        attempt.Finished();
    }

    /// <inheritdoc/>
    protected override void Release() => _held.Dispose();

    private EmbeddingAnswer? Read()
    {
        try
        {
            using var document = JsonDocument.Parse(_held.Memory, new JsonDocumentOptions { MaxDepth = JsonText.ParseOptions.MaxDepth });
            return call.EmbeddingFormat!.ReadAnswer(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
