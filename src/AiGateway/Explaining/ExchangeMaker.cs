using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Nodes;
using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Protocol;
using AiGateway.Protocol.Chat;

namespace AiGateway.Explaining;

/// <summary>Makes an exchange of a request to be explained, on a context that nobody listens to.</summary>
internal sealed class ExchangeMaker(TimeProvider time)
{
    private static readonly byte[] ShortestChat = """{"messages":[{"role":"user","content":"Hello"}]}"""u8.ToArray();
    private static readonly byte[] ShortestEmbeddings = """{"input":"Hello"}"""u8.ToArray();

    /// <summary>Makes the exchange, read as far as it can be.</summary>
    /// <param name="request">The request.</param>
    /// <param name="surface">The surface called.</param>
    /// <param name="caller">Who calls.</param>
    /// <param name="config">The configuration.</param>
    /// <param name="token">Ends the work.</param>
    /// <returns>The exchange, to be disposed of, and the reason to refuse the request, or null.</returns>
    public async ValueTask<(Exchange Exchange, GatewayError? Refusal)> MakeAsync(
        ExplainRequest request, Surface surface, Caller caller, GatewayConfig config, CancellationToken token)
    {
        var headers = new HeaderDictionary();
        foreach (var (name, value) in request.Headers)
        {
            headers[name] = value;
        }

        var gate = new ResponseGate(new DefaultHttpContext { RequestAborted = token }, surface.Format, time);
        var exchange = new Exchange(RequestIds.New(), surface, caller, config, time) { Gate = gate, Headers = headers };
        gate.Exchange = exchange;
        var bytes = Body(request, surface.Operation);
        var limit = config.Options.MaxRequestBytes;
        if (await RequestBody.ReadAsync(PipeReader.Create(new ReadOnlySequence<byte>(bytes)), bytes.Length, limit, token) is not { } body)
        {
            return (exchange, GatewayErrors.TooLarge(limit));
        }

        exchange.Body = body;
        return (exchange, ExchangeMiddleware.Inspect(exchange, headers));
    }

    /// <summary>The body as it was given, byte for byte, unless something in it is to be replaced.</summary>
    private static byte[] Body(ExplainRequest request, Operation operation)
    {
        var given = request.Body is { } json
            ? System.Text.Encoding.UTF8.GetBytes(json.GetRawText())
            : operation == Operation.Chat ? ShortestChat : ShortestEmbeddings;
        if ((request.Model is null && request.Stream is null) || request.Body is { ValueKind: not JsonValueKind.Object })
        {
            return given;
        }

        var body = JsonNode.Parse(given)!.AsObject();
        if (request.Model is { } model)
        {
            body["model"] = model;
        }

        if (request.Stream is { } stream)
        {
            body["stream"] = stream;
        }

        return JsonSerializer.SerializeToUtf8Bytes(body, ExplainJson.Default.JsonObject);
    }
}
