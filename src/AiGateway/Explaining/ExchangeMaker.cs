using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Protocol;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Json;

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
        return (exchange, CallerHeaders.Apply(exchange, headers) ?? ExchangeMiddleware.Inspect(exchange));
    }

    /// <summary>The body as it was given, byte for byte but for what is to be replaced.</summary>
    private static byte[] Body(ExplainRequest request, Operation operation)
    {
        var body = request.Bytes
            ?? (request.Body is { } json ? Encoding.UTF8.GetBytes(json.GetRawText()) : operation == Operation.Chat ? ShortestChat : ShortestEmbeddings);
        if (request.Model is { } model)
        {
            body = Set(body, "model", JsonSerializer.SerializeToUtf8Bytes(model, ExplainJson.Default.String));
        }

        return request.Stream is { } stream ? Set(body, "stream", stream ? "true"u8 : "false"u8) : body;
    }

    /// <summary>Sets a field. A body that cannot be read stays as it is, and is refused for that.</summary>
    private static byte[] Set(byte[] body, string name, ReadOnlySpan<byte> value)
    {
        if (!RequestEnvelope.TryRead(body, out var envelope, out _))
        {
            return body;
        }

        if (envelope.TryGet(name, out var field))
        {
            return JsonSplice.Replace(body, field.Start, field.Length, value);
        }

        var comma = envelope.Fields.Count > 0 ? ","u8 : ""u8;
        return JsonSplice.Replace(body, body.AsSpan().IndexOf((byte)'{') + 1, 0, [(byte)'"', .. Encoding.UTF8.GetBytes(name), (byte)'"', (byte)':', .. value, .. comma]);
    }
}
