using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats.OpenAIChat;
using AiGateway.Protocol.Formats.OpenAIEmbeddings;
using AiGateway.Protocol.Json;

namespace AiGateway.Providers.Mock;

/// <summary>
/// A provider inside this process: answers OpenAI's <c>chat.completions</c> and <c>embeddings</c> as the model's name asks, so that the
/// gateway works without an account and every failure can be had at will.
/// </summary>
/// <remarks>
/// The send's token also ends an answer under way. Bounds: bodies of <see cref="MaxBodyBytes"/>, answers of
/// <see cref="MockChat.MaxTokens"/> tokens a choice, vectors of <see cref="MockEmbeddings.MaxNumbers"/> numbers together.
/// </remarks>
/// <param name="time">What pauses are measured by.</param>
internal sealed class MockHandler(TimeProvider time) : HttpMessageHandler
{
    /// <summary>The largest request body, in bytes.</summary>
    public const int MaxBodyBytes = 32 << 20;

    private static readonly OpenAIChatFormat ChatFormat = new();
    private static readonly OpenAIEmbeddingsFormat EmbeddingFormat = new();

    /// <inheritdoc/>
    /// <exception cref="HttpRequestException">The scenario is <c>refuse</c>.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        HttpResponseMessage response;
        try
        {
            response = await AnswerAsync(request, cancellationToken);
        }
        catch (WireFormatException exception)
        {
            response = MockErrors.Answer(ChatFormat, exception.Error);
        }

        response.RequestMessage = request;
        response.Headers.Add("x-request-id", $"req_{Guid.NewGuid():N}");
        return response;
    }

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        var isChat = path == "/v1/chat/completions";
        if (request.Method != HttpMethod.Post || (!isChat && path != "/v1/embeddings"))
        {
            throw new WireFormatException(MockErrors.UnknownAddress(request.Method, path));
        }

        var body = Parse(await ReadAsync(request.Content, cancellationToken));
        var model = Strict(() => body.RequiredString("model", ""));
        var scenario = MockScenarios.Find(model) ?? throw new WireFormatException(MockErrors.UnknownModel(model));
        switch (scenario.Kind)
        {
            case MockScenarioKind.Error:
                return MockErrors.Answer(ChatFormat, MockErrors.Of(scenario.Number));
            case MockScenarioKind.RateLimit:
                return MockErrors.Answer(ChatFormat, MockErrors.Of(429), TimeSpan.FromSeconds(1));
            case MockScenarioKind.Refuse:
                throw new HttpRequestException(HttpRequestError.ConnectionError, "The mock refuses the connection, as its model name asks.");
            case MockScenarioKind.Silent:
                await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
                break;
        }

        return isChat
            ? await ChatAsync(body, scenario, cancellationToken)
            : await EmbedAsync(body, scenario, cancellationToken);
    }

    private async Task<HttpResponseMessage> ChatAsync(JsonElement body, MockScenario scenario, CancellationToken cancellationToken)
    {
        var request = Strict(() => ChatFormat.ReadRequest(body));
        if (scenario.Kind == MockScenarioKind.Embed)
        {
            throw new WireFormatException(MockErrors.NoChat(request.Model));
        }

        var answer = Strict(() => MockChat.Answer(request, time.GetUtcNow().ToUnixTimeSeconds()));
        if (request.Stream)
        {
            return new HttpResponseMessage { Content = new MockStream(answer, scenario, request.IncludeUsage, ChatFormat, time).ToContent(cancellationToken) };
        }

        return await new MockPlain(ChatFormat, scenario, time).AnswerAsync(answer.ToJson(ChatFormat), answer.Words, cancellationToken);
    }

    private async Task<HttpResponseMessage> EmbedAsync(JsonElement body, MockScenario scenario, CancellationToken cancellationToken)
    {
        var json = Strict(() => MockEmbeddings.Answer(EmbeddingFormat.ReadRequest(body), EmbeddingFormat));
        return await new MockPlain(ChatFormat, scenario, time).AnswerAsync(json, words: 1, cancellationToken);
    }

    private static async Task<byte[]> ReadAsync(HttpContent? content, CancellationToken cancellationToken)
    {
        if (content is null)
        {
            return [];
        }

        try
        {
            // Serialises the content as a socket would; the forwarder's content can be written once and offers no stream to read.
            await content.LoadIntoBufferAsync(MaxBodyBytes, cancellationToken);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new WireFormatException(MockErrors.TooLarge(MaxBodyBytes));
        }

        return await content.ReadAsByteArrayAsync(cancellationToken);
    }

    private static JsonElement Parse(byte[] body)
    {
        try
        {
            var parsed = JsonElement.Parse(body, JsonText.ParseOptions);
            return parsed.ValueKind == JsonValueKind.Object
                ? parsed
                : throw new WireFormatException(GatewayError.InvalidRequest("The request's body must be a JSON object."));
        }
        catch (JsonException exception)
        {
            throw new WireFormatException(GatewayError.InvalidRequest($"The request's body is not valid JSON: {exception.Message}"));
        }
    }

    private static T Strict<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            // What a JSON element throws for an escape such as \ud800 without its other half.
            throw new WireFormatException(GatewayError.InvalidRequest("The request contains a string that is not valid Unicode.", code: "invalid_value"));
        }
    }
}
