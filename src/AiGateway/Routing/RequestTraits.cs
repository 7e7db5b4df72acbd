using System.Text.Json;
using AiGateway.Exchanges;
using AiGateway.Models;
using AiGateway.Protocol;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats.OpenAIEmbeddings;
using AiGateway.Protocol.Json;

namespace AiGateway.Routing;

/// <summary>What a request needs of a model: how long it is, how long its answer may be, and what it uses.</summary>
/// <remarks>Making one costs nothing: the body is read when the first of its members is asked for, and then once. Not thread-safe.</remarks>
internal sealed class RequestTraits
{
    private static readonly OpenAIEmbeddingsFormat Embeddings = new();

    private readonly Exchange? _exchange;
    private TraitValues? _values;

    /// <summary>The traits of a request, to be read when they are needed.</summary>
    public RequestTraits(Exchange exchange) => _exchange = exchange;

    private RequestTraits(TraitValues values) => _values = values;

    /// <summary>Whether anything is known: a body that the gateway cannot read may still be one that its provider can.</summary>
    public bool IsKnown => Values.IsKnown;

    /// <summary>The tokens of the prompt, about; 0 where nothing is known.</summary>
    public long PromptTokens => Values.PromptTokens;

    /// <summary>The most tokens that the answer may have as the caller said; null where it did not.</summary>
    public long? MaxOutput => Values.MaxOutput;

    /// <summary>How many answers are asked for; 0 for embeddings, which have none.</summary>
    public int Answers => Values.Answers;

    /// <summary>What a model must have for it.</summary>
    public CapabilitySet Uses => Values.Uses;

    private TraitValues Values => _values ??= Read(_exchange!);

    /// <summary>The traits of a chat request.</summary>
    public static RequestTraits Of(ChatRequest request) => new(RequestTraitsReader.Read(request));

    private static TraitValues Read(Exchange exchange)
    {
        try
        {
            return exchange.Surface.Operation == Operation.Chat
                ? RequestTraitsReader.Read(exchange.ChatRequest ??= exchange.Surface.Format.ReadRequest(Parse(exchange)))
                : RequestTraitsReader.Read(Embeddings.ReadRequest(Parse(exchange)));
        }
        catch (WireFormatException)
        {
            return TraitValues.Unknown;
        }
    }

    private static JsonElement Parse(Exchange exchange) => JsonElement.Parse(exchange.Body.Bytes.Span, JsonText.ParseOptions);

    /// <summary>What was read.</summary>
    internal sealed record TraitValues(bool IsKnown, long PromptTokens, long? MaxOutput, int Answers, CapabilitySet Uses)
    {
        /// <summary>Nothing.</summary>
        public static TraitValues Unknown { get; } = new(false, 0, null, 1, default);
    }
}
