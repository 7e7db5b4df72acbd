using System.Text.Json;
using AiGateway.Exchanges;
using AiGateway.Protocol;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats;
using AiGateway.Protocol.Json;
using AiGateway.Providers;

namespace AiGateway.Upstream;

/// <summary>Decides how a request goes to a target: untouched, with its model's name spliced in, or written anew in the target's format.</summary>
internal static class UpstreamCallFactory
{
    /// <summary>Makes the call for an attempt.</summary>
    /// <exception cref="WireFormatException">The target cannot take the request at all.</exception>
    public static UpstreamCall Create(Exchange exchange, Attempt attempt, ProviderEntry entry) => exchange.Surface.Operation switch
    {
        Operation.Chat when entry.Provider.Chat is { } chat => CreateChat(exchange, attempt, entry, chat),
        Operation.Embeddings when entry.Provider.Embeddings is { } embeddings => EmbeddingCall.Create(exchange, attempt, entry, embeddings),
        var operation => throw new WireFormatException(GatewayErrors.OperationUnsupported(exchange.ModelAsked, operation.ToString().ToLowerInvariant())),
    };

    /// <summary>The caller's body with the target's model name in place of the one asked for; null where they are the same.</summary>
    public static byte[]? SpliceModel(Exchange exchange, string model)
    {
        if (model == exchange.ModelAsked)
        {
            return null;
        }

        exchange.Envelope.TryGet("model", out var field);
        return JsonSplice.Replace(exchange.Body.Bytes.Span, field.Start, field.Length, JsonSerializer.SerializeToUtf8Bytes(model, StringContext.Default.String));
    }

    private static UpstreamCall CreateChat(Exchange exchange, Attempt attempt, ProviderEntry entry, ChatDialect chat)
    {
        var sameFormat = chat.Format.Name == exchange.Surface.Format.Name;
        var body = exchange.Body.Bytes;
        if (sameFormat && !chat.NeedsRewrite(body))
        {
            return new UpstreamCall
            {
                Provider = entry.Name,
                Body = SpliceModel(exchange, attempt.UpstreamModel),
                Stream = exchange.Stream,
                ChatFormat = chat.Format,
                IsTransparent = !chat.NormaliseAnswers,
                ReadContext = ReadContext(exchange, null),
            };
        }

        var request = exchange.ChatRequest ??= exchange.Surface.Format.ReadRequest(JsonElement.Parse(body.Span, JsonText.ParseOptions));
        var context = new RequestWriteContext { TargetModel = attempt.UpstreamModel };
        return new UpstreamCall
        {
            Provider = entry.Name,
            Body = JsonText.Write(writer => chat.Format.WriteRequest(request, writer, context)),
            Stream = exchange.Stream,
            Dropped = context.Losses.Dropped,
            ChatFormat = chat.Format,
            IsTransparent = sameFormat && !chat.NormaliseAnswers,
            ReadContext = ReadContext(exchange, context),
        };
    }

    private static AnswerReadContext ReadContext(Exchange exchange, RequestWriteContext? written) =>
        new() { IdSeed = RequestIds.Seed(exchange.RequestId), JsonTool = written?.JsonTool };
}
