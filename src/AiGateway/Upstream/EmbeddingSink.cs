using System.Buffers;
using System.Text.Json;
using AiGateway.Exchanges;
using AiGateway.Protocol.Json;

namespace AiGateway.Upstream;

/// <summary>Reads vectors of another dialect and writes them as the caller's own.</summary>
internal sealed class EmbeddingSink(Attempt attempt, UpstreamCall call) : HoldingSink(attempt, call, MaxBytes)
{
    /// <summary>2,048 vectors of 3,072 numbers are some 64 MiB as text.</summary>
    private const int MaxBytes = 96 << 20;

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(CancellationToken token)
    {
        var request = Call.EmbeddingRequest!;
        if (Read(Call.EmbeddingFormat!.ReadAnswer) is not { } answer || (answer.Error is null && answer.Vectors.Count != request.Inputs.Count))
        {
            FailMalformed();
            return;
        }

        if (answer.Error is { } error)
        {
            Attempt.Failure = AttemptFailure.FromProviderError(Call.Provider, Call.Redact(error), null);
            return;
        }

        Attempt.Usage = answer.Usage;
        Held.Clear();
        using (var writer = new Utf8JsonWriter((IBufferWriter<byte>)Held, JsonText.WriterOptions))
        {
            EmbeddingCall.WriteAnswer(answer with { Model = answer.Model ?? Attempt.UpstreamModel }, request, writer);
        }

        await Attempt.Exchange.Gate.CommitAsync(Attempt, "application/json", Held.Length, Held.Memory, token);
        Attempt.Finished();
    }
}
