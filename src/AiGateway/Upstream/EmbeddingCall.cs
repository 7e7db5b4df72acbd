using System.Text.Json;
using AiGateway.Exchanges;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Embeddings;
using AiGateway.Protocol.Formats;
using AiGateway.Protocol.Formats.OpenAIEmbeddings;
using AiGateway.Protocol.Json;
using AiGateway.Providers;

namespace AiGateway.Upstream;

/// <summary>Makes the calls for embeddings.</summary>
internal static class EmbeddingCall
{
    private static readonly OpenAIEmbeddingsFormat Inbound = new();

    /// <summary>Makes the call for an attempt.</summary>
    /// <exception cref="WireFormatException">The target cannot take the request at all.</exception>
    public static UpstreamCall Create(Exchange exchange, Attempt attempt, ProviderEntry entry, EmbeddingDialect dialect)
    {
        var request = Inbound.ReadRequest(JsonElement.Parse(exchange.Body.Bytes.Span, JsonText.ParseOptions));
        if (dialect.IsTransparent)
        {
            return new UpstreamCall
            {
                Provider = entry.Name,
                Body = UpstreamCallFactory.SpliceModel(exchange, attempt.UpstreamModel),
                ErrorFormat = entry.Provider.Chat!.Format,
                IsTransparent = true,
            };
        }

        if (request.Inputs.Count > dialect.Format.MaxInputs)
        {
            throw new WireFormatException(GatewayError.InvalidRequest(
                $"The provider '{entry.Name}' takes at most {dialect.Format.MaxInputs} inputs in one call.", "input", "array_above_max_length"));
        }

        var context = new RequestWriteContext { TargetModel = attempt.UpstreamModel };
        return new UpstreamCall
        {
            Provider = entry.Name,
            Body = JsonText.Write(writer => dialect.Format.WriteRequest(request, writer, context)),
            Dropped = context.Losses.Dropped,
            ErrorFormat = entry.Provider.Chat!.Format,
            EmbeddingFormat = dialect.Format,
            EmbeddingRequest = request,
        };
    }

    /// <summary>Writes a provider's answer as the caller's own dialect has it.</summary>
    public static void WriteAnswer(EmbeddingAnswer answer, EmbeddingRequest request, Utf8JsonWriter writer) =>
        Inbound.WriteAnswer(answer, writer, EmbeddingWriteContext.For(request));
}
